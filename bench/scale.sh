#!/usr/bin/env bash
# scripts/bench scale [--quick] [--build-dir DIR] [--save FILE] [TABLE…]
#
# How the server's cost grows. Tables: connections (dm at 2,000/s beside so many
# others), members (of a group that is written to), messages (stored ones, up to
# ten million); by default all three. Each is a figure a row and its ratio to the
# first.
# --quick: short runs, up to a million messages. --build-dir: use the programs
# there, build nothing. --save: keep the figures of each run, JSON lines.
# The exit code tells of messages that were lost, doubled or disordered.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/lib.sh

measure=(--warmup 3 --seconds 10) save='' tables=()
stored=(10000 100000 1000000 10000000)
args=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    --quick) measure=(--warmup 1 --seconds 3) stored=("${stored[@]:0:3}") ;;
    --build-dir) build_dir=$2 && shift ;;
    --save) save=$2 && shift ;;
    connections | members | messages) tables+=("$1") ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 2 ;;
  esac
  shift
done
[ ${#tables[@]} -gt 0 ] || tables=(connections members messages)

inside_postgres "${args[@]}"
make_work_folder
idle_pid=''
trap 'stop_idle; stop_subject; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"
find_programs
prepare_postgres
pick_port
results=$work/results.jsonl
failed=0

stop_idle() {
  [ -n "$idle_pid" ] || return 0
  kill "$idle_pid" 2>/dev/null || true
  wait "$idle_pid" 2>/dev/null || true
  idle_pid=
}

# run_load TABLE ROW SCENARIO [ARGS…]: keeps the figures.
run_load() {
  local table=$1 row=$2 scenario=$3 figures code=0
  shift 2
  figures=$("$load" "$@" --port "$port" "${measure[@]}" --json \
    --server-pid "$subject_pid" --postgres-pid "$postgres_pid") || code=$?
  if [ $code -gt 1 ] || [ -z "$figures" ]; then
    echo "$scenario could not be run with $row $table" >&2
    tail -5 "$work/server.log" >&2
    exit 2
  fi
  [ $code -eq 0 ] || failed=1
  printf '{"table":"%s","row":%d,"scenario":"%s","figures":%s}\n' \
    "$table" "$row" "$scenario" "$figures" >>"$results"
  printf '%-9s %s %s done%s\n' "$scenario" "$row" "$table" \
    "$([ $code -eq 0 ] || echo ', WITH ERRORS: '"$figures")" >&2
}

start_afresh() {
  reset_database
  migrate
  start_subject server
}

# hold_idle COUNT: connections that do nothing else than answer heartbeats.
hold_idle() {
  local open=0
  "$load" idle --port "$port" --connections "$1" --warmup 0 --seconds 86400 \
    >/dev/null &
  idle_pid=$!
  for _ in $(seq 600); do
    open=$(curl -s "http://127.0.0.1:$port/metrics" |
      sed -n 's/^[a-z_]*sockets_open \([0-9]*\).*/\1/p')
    [ "${open:-0}" -lt "$1" ] || return 0
    kill -0 $idle_pid 2>/dev/null || break
    sleep 0.2
  done
  echo "only ${open:-0} of $1 are connected" >&2
  exit 2
}

run_connections() {
  local count
  for count in 100 1000 10000 19000; do
    start_afresh
    hold_idle $count
    run_load connections $count dm --rate 2000
    stop_idle
    stop_subject
  done
}

# Two, since a group has at least that many.
run_members() {
  local count
  for count in 2 10 100 1000; do
    start_afresh
    run_load members $count fanout --members $count --senders 2 --in-flight 1
    stop_subject
  done
}

run_messages() {
  local count pairs=200
  for count in "${stored[@]}"; do
    start_afresh
    "$load" dm --port "$port" --pairs $pairs --provision-only
    stop_subject
    psql -qX "$DATABASE_URL" -v ON_ERROR_STOP=1 -v messages="$count" \
      -f bench/fill.sql
    start_subject server
    run_load messages "$count" history --pairs $pairs --in-flight 64 \
      --filled --depth $((count / pairs))
    run_load messages "$count" dm --pairs $pairs --in-flight 200
    stop_subject
  done
}

for table in "${tables[@]}"; do
  case $table in
    connections) run_connections ;;
    members) run_members ;;
    messages) run_messages ;;
  esac
done
[ -z "$save" ] || cp "$results" "$save"
python3 bench/scale.py "$results"
exit $failed
