# syntax=docker/dockerfile:1

# One JavaScript file with Sluice and all that it uses.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: the image has its own Node, and what is needed of native code comes ready made.
RUN npm ci --ignore-scripts
COPY *.ts ./
COPY bin ./bin
COPY commands ./commands
COPY jobs ./jobs
COPY src ./src
COPY scripts ./scripts
RUN node scripts/build.ts
# What is more than code: the drawing library of this platform, and the two fonts that charts are written in.
RUN mkdir -p /out/node_modules/dejavu-fonts-ttf/ttf \
  && cp -r bin dist package.json /out/ \
  && cp -r node_modules/@resvg /out/node_modules/ \
  && cp node_modules/dejavu-fonts-ttf/package.json /out/node_modules/dejavu-fonts-ttf/ \
  && cp node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf \
    /out/node_modules/dejavu-fonts-ttf/ttf/

FROM node:24-slim
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.compile-cache
WORKDIR /app
COPY --from=build /out ./
RUN mkdir .compile-cache && chown 1000:1000 .compile-cache
USER 1000:1000
# Compiled once here, so that every start is quicker; the cache belongs to this user and may be read-only later.
RUN node bin/sluice.js version
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/sluice.js"]
CMD ["run"]
