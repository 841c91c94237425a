# shellcheck shell=bash
# What scripts/bench and scripts/kill-loop share. To be sourced from the
# repository's root.

export JWT_SECRET=switchboard-bench-secret-of-32-bytes!
export ADMIN_SECRET_KEY=switchboard-bench-admin
export RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE=0
export RATE_LIMIT_MESSAGES_PER_MINUTE=0
export RATE_LIMIT_CALLS_PER_HOUR=0
export MAX_CONNECTIONS_PER_USER=0
# Nobody's: tokens are signed with them, not used.
export AGORA_APP_ID=0123456789abcdef0123456789abcdef
export AGORA_APP_CERTIFICATE=fedcba9876543210fedcba9876543210

build_dir=
subject_pid=
export postgres_pid=
port=

# Starts the calling script again inside a private PostgreSQL.
inside_postgres() {
  [ -n "${BENCH_INSIDE:-}" ] && return
  BENCH_INSIDE=1 exec scripts/with-postgres "$0" "$@"
}

# Finds the programs, in $build_dir if it was given, else builds them there
# where the release preset puts them.
find_programs() {
  if [ -z "$build_dir" ]; then
    build_dir=build/release
    [ -f $build_dir/build.ninja ] || cmake --preset release >/dev/null
    cmake --build $build_dir --target load floor switchboard
  fi
  load=$build_dir/bench/load floor=$build_dir/bench/floor
  [ -x "$load" ] || load=$build_dir/load floor=$build_dir/floor
  server=${SWITCHBOARD:-$build_dir/switchboard}
}

# WITH_POSTGRES_SETTINGS may have turned fsync off; neither figures nor promises
# hold then.
prepare_postgres() {
  postgres_pid=$(head -1 "$PGDATA/postmaster.pid")
  psql -qX "$DATABASE_URL" -c "alter system set fsync = on" \
    -c "alter system set synchronous_commit = on" \
    -c "alter system set full_page_writes = on" \
    -c "select pg_reload_conf()" >/dev/null
}

reset_database() {
  psql -qX "$DATABASE_URL" -c "set client_min_messages = warning" \
    -c "drop schema public cascade" -c "create schema public" \
    -c "drop schema if exists peer cascade" -c "checkpoint"
}

pick_port() {
  port=$(python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
}

# Installs what the peers need, unless it is there and as the lock says.
find_peers() {
  local peer=bench/peers/socketio
  [ $peer/node_modules/.package-lock.json -nt $peer/package-lock.json ] ||
    npm ci --prefix $peer --no-audit --no-fund >&2
}

# start_subject server|floor|peer|peer-grouped [ARGS…]: starts it on $port and
# waits until it listens. Sets subject_pid.
start_subject() {
  local which=$1
  shift
  case $which in
    floor) set -- "$floor" --port "$port" "$@" ;;
    peer) set -- env NODE_ENV=production node bench/peers/socketio/main.mjs "$@" ;;
    peer-grouped)
      set -- env NODE_ENV=production node bench/peers/socketio/main.mjs \
        --grouped "$@"
      ;;
    *) set -- "$server" serve "$@" ;;
  esac
  PORT=$port "$@" >>"$work/$which.log" 2>&1 &
  subject_pid=$!
  for _ in $(seq 600); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    kill -0 "$subject_pid" 2>/dev/null || break
    sleep 0.05
  done
  echo "$which does not listen; the end of its log:" >&2
  tail -5 "$work/$which.log" >&2
  exit 2
}

stop_subject() {
  [ -n "$subject_pid" ] || return 0
  kill "$subject_pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$subject_pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$subject_pid" 2>/dev/null || true
  wait "$subject_pid" 2>/dev/null || true
  subject_pid=
}

migrate() {
  "$server" migrate >>"$work/server.log" 2>&1 || {
    echo "migrate failed; the end of its log:" >&2
    tail -5 "$work/server.log" >&2
    exit 2
  }
}

# Only inside of PostgreSQL: exec would leave the folder behind.
make_work_folder() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/switchboard-bench.XXXXXX")
  trap 'stop_subject; rm -rf "$work"' EXIT
}
