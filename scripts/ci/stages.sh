# Stages of a CI run, some of them beside each other. Sourced by .ci/run; needs bash 4.3.
#
#   first NAME COMMAND…   runs at once; nothing else is tried where it fails
#   check NAME COMMAND…   a stage that counts as one
#   tests NAME COMMAND…   a Vitest run, which is given its reporters; its own counts are added up
#   finish N              runs the stages, N at a time; prints what each said, whole and in order, then what they took
#
# Where a few files of a Vitest run failed, they are run once more by themselves when all else has ended: many tests play a
# whole release against the clock, and a machine may stand still for longer than such a test waits. What passes only then is named.
#
# Whatever a stage has started is stopped by its process id when the run is interrupted.

results=$(mktemp -d)
# Here each stage that ends writes its number.
mkfifo "$results/ended"
exec {ended}<> "$results/ended"
trap 'rm -rf "$results"' EXIT
trap 'stop_all; exit 143' TERM INT HUP

names=()
kinds=()
commands=()
running=()
passed=0
failed=0
misled=""
took=""
# By the stage's number: how many failed, which, and the files of these.
failures=()
broken=()
suspects=()

check() { plan check "$@"; }
tests() { plan tests "$@"; }

plan() {
  kinds+=("$1")
  names+=("$2")
  shift 2
  commands+=("$(printf '%q ' "$@")")
}

first() {
  local name=$1
  shift
  echo "== $name"
  kinds+=(first)
  names+=("$name")
  commands+=("")
  local at=$((${#names[@]} - 1))
  launch "$at" "$@"
  settle
  cat "$results/$at.out"
  timed "$at"
  [ "$(code_of "$at")" -eq 0 ] || { echo "0 passed, 1 failed"; exit 1; }
}

# Starts a stage: what it says, its exit code and what it took each have a file, by the stage's number.
launch() {
  local at=$1
  shift
  (
    trap - EXIT TERM INT HUP
    TIMEFORMAT='%0R %U %S'
    { time "$@" > "$results/$at.out" 2>&1 {ended}>&-; echo $? > "$results/$at.code"; } 2> "$results/$at.time"
    echo "$at" >&"$ended"
  ) &
  running[at]=$!
}

# Waits until one of the running stages has ended.
settle() {
  local at
  read -r -u "$ended" at
  wait "${running[at]}"
  unset "running[at]"
}

start() {
  local at=$1 command
  eval "command=(${commands[at]})"
  if [ "${kinds[at]}" = tests ]; then
    command+=(--reporter=default --reporter=json --outputFile.json="$results/$at.json")
  fi
  launch "$at" "${command[@]}"
}

finish() {
  local most=$1 at told=0
  while [ "$told" -lt "${#names[@]}" ] && [ "${kinds[told]}" = first ]; do told=$((told + 1)); done
  for ((at = told; at < ${#names[@]}; at++)); do
    [ "${#running[@]}" -lt "$most" ] || settle
    tell_ended
    start "$at"
  done
  while [ "${#running[@]}" -gt 0 ]; do
    settle
    tell_ended
  done
  for at in "${!suspects[@]}"; do once_more "$at"; done
  if [ -n "$misled" ]; then printf 'passed only by themselves:\n%s\n' "$misled"; fi
  if [ "${#failures[@]}" -gt 0 ]; then
    printf 'failed:\n'
    for at in "${!failures[@]}"; do
      failed=$((failed + failures[at]))
      printf '%s' "${broken[at]}"
    done
    printf '\n'
  fi
  printf '%s%5d s in all\n' "$took" "$SECONDS"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# Tells of the stages that have ended, but of none before its turn.
tell_ended() {
  while [ "$told" -lt "${#names[@]}" ] && [ -s "$results/$told.time" ]; do
    tell "$told"
    told=$((told + 1))
  done
}

tell() {
  local at=$1 code p=0 f=0 lines=""
  code=$(code_of "$at")
  echo "== ${names[at]}"
  cat "$results/$at.out"
  if [ "${kinds[at]}" = tests ]; then
    { read -r p f; lines=$(cat); } < <(npx --no-install node scripts/ci/tally.ts "$results/$at.json" "$code" || echo "0 1")
  elif [ "$code" -eq 0 ]; then p=1; else f=1; fi
  passed=$((passed + p))
  if [ "$f" -gt 0 ]; then
    failures[at]=$f
    broken[at]="${names[at]}${lines:+: }${lines//$'\n'/$'\n'${names[at]}: }"$'\n'
    [ "${kinds[at]}" != tests ] || lines=$(npx --no-install node scripts/ci/failed-files.ts "$results/$at.json")
    [ "${kinds[at]}" != tests ] || [ -z "$lines" ] || suspects[at]=$lines
  fi
  timed "$at"
}

# The files of a stage that failed, with nothing beside them.
once_more() {
  local at=$1 command files
  eval "command=(${commands[at]})"
  mapfile -t files <<< "${suspects[at]}"
  echo "== ${names[at]}, once more"
  names[at]+=", once more"
  launch "$at" "${command[@]}" "${files[@]}"
  settle
  cat "$results/$at.out"
  timed "$at"
  [ "$(code_of "$at")" -eq 0 ] || return 0
  passed=$((passed + failures[at]))
  misled+=${broken[at]}
  unset "failures[at]" "broken[at]"
}

# A stage that was killed before it could say so has failed.
code_of() {
  cat "$results/$1.code" 2> /dev/null || echo 137
}

# Keeps a line about what a stage took, for the end.
timed() {
  local real user sys
  read -r real user sys < "$results/$1.time"
  took+=$(printf '%5d s, %5.0f s of processors  %s' "$real" "$(sum "$user" "$sys")" "${names[$1]}")$'\n'
}

sum() {
  awk -v a="$1" -v b="$2" 'BEGIN { print a + b }'
}

# The process ids of these and of all that they have started, the last started first.
descendants() {
  local pid child
  for pid in "$@"; do
    for child in $(cat /proc/"$pid"/task/*/children 2> /dev/null); do descendants "$child"; done
    echo "$pid"
  done
}

# Asks all that runs to end, and ends what has not five seconds later.
stop_all() {
  local all
  # By the shell's own list of jobs: a stage is there before the line that notes its process id has been run.
  # shellcheck disable=SC2046
  mapfile -t all < <(descendants $(jobs -p))
  [ "${#all[@]}" -gt 0 ] || return 0
  kill -TERM "${all[@]}" 2> /dev/null
  for _ in 1 2 3 4 5; do
    kill -0 "${all[@]}" 2> /dev/null || return 0
    sleep 1
  done
  mapfile -t all < <(descendants "${all[@]}")
  kill -KILL "${all[@]}" 2> /dev/null
}
