# syntax=docker/dockerfile:1

# One JavaScript file with Sluice and all that it uses.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: the image has its own Node, and what is needed of native code comes ready made.
RUN npm ci --ignore-scripts
COPY *.ts ./
COPY app ./app
COPY bin ./bin
COPY commands ./commands
COPY jobs ./jobs
COPY src ./src
COPY scripts ./scripts
# The bundle, and what is more than code: scripts/image.ts says what.
RUN node scripts/image.ts /out

FROM node:24-slim
# Room for the young generation where there is much to do, and garbage that starting leaves is collected (--expose-gc). malloc
# gives back what is large, instead of keeping ever larger pieces, and has one arena. An idle process stays below 120 MB.
# The young generation takes its room at once: growing step by step, a start collects seven times for nothing. Node takes
# this option on its command line only. The figures are in docs/decisions/young-generation.md.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.compile-cache
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072
ENV NODE_OPTIONS="--max-semi-space-size=16 --expose-gc"
WORKDIR /app
COPY --from=build /out ./
RUN mkdir .compile-cache && chown 1000:1000 .compile-cache
USER 1000:1000
# Compiled once here, so that every start is quicker; the cache belongs to this user and may be read-only later.
# V8 takes compiled code only where its options are the same.
RUN node --semi-space-growth-factor=16 bin/sluice.js version
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--semi-space-growth-factor=16", "bin/sluice.js"]
CMD ["run"]
