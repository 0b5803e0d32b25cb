#!/usr/bin/env bash
# Fetches an agency's work from MotCua, has a program do it, and sends back what came of it. Needs curl and jq.
#
#   MOTCUA=http://127.0.0.1:8080 TOKEN=motcua_… AGENCY=lang-son.labour worker.sh STATE_FOLDER PROGRAM
#
# PROGRAM gets the dossier as JSON on standard input and prints the body of the completion, at least {}. Where it ends
# with an error, the work goes back with what it wrote on standard error.
#
# Safe to kill at any moment and to start again: what must not be lost is on disk before it is sent. The claim's key
# gives the same leases again, a result that was computed is sent again under its own key, and the server does it once.
# One folder for each worker; as many workers as you like. Stops by SIGTERM, or after MAX_ROUNDS claims.
set -euo pipefail
: "${MOTCUA:?}" "${TOKEN:?}" "${AGENCY:?}"
WAIT=${WAIT:-50} LEASE_SECONDS=${LEASE_SECONDS:-600} MAX_ROUNDS=${MAX_ROUNDS:-0} WORKER=${WORKER:-worker-sh}
FOLDER=$1 PROGRAM=$2
mkdir -p "$FOLDER"

# send METHOD PATH KEY BODY [WAIT]: sends until there is an answer, however often the line breaks.
# Leaves the status in $status and the body in $answer.
send() {
  local delay=1 fields=(-H "Authorization: Bearer $TOKEN" -H 'User-Agent: motcua-worker.sh/1')
  [ -z "$3" ] || fields+=(-H "Idempotency-Key: $3" -H 'Content-Type: application/json' -d "$4")
  [ -z "${5:-}" ] || fields+=(-H "Prefer: wait=$5")
  while :; do
    if answer=$(curl -sS -X "$1" "$MOTCUA$2" "${fields[@]}" -w '\n%{http_code}' --max-time $((${5:-0} + 30)) 2>/dev/null)
    then
      status=${answer##*$'\n'} answer=${answer%$'\n'*}
      case $status in 429 | 5??) ;; *) return ;; esac
    fi
    sleep $delay # no answer: whether it was done is unknown, so the same is sent again
    [ $delay -ge 8 ] || delay=$((delay * 2))
  done
}

# keep NAME TEXT: writes a file so that it is there in full or not at all, also after a power cut.
keep() { printf '%s' "$2" > "$FOLDER/$1.new" && sync "$FOLDER/$1.new" && mv "$FOLDER/$1.new" "$FOLDER/$1" && sync "$FOLDER"; }

# give_back ID TOKEN KEY REASON: the work failed.
give_back() {
  local body
  body=$(jq -n --argjson token "$2" --arg reason "${4:0:2000}" '{leaseToken: $token, reason: ($reason // "no reason")}')
  send POST "/v1/assignments/$1/return" "$3" "$body"
}

# complete NUMBER ASSIGNMENT TOKEN ID: does the work, unless its result is here already, and sends the result.
complete() {
  local file="$FOLDER/result-$3" result reason
  if [ ! -e "$file" ]; then
    send GET "/v1/dossiers/$1" '' ''
    if ! result=$("$PROGRAM" <<< "$answer" 2> "$FOLDER/errors"); then
      reason=$(cat "$FOLDER/errors")
      give_back "$4" "$3" "worker-$3-return" "${reason:-no reason}"
      return
    fi
    keep "result-$3" "$result" # before it is sent: after a crash the same is sent
  fi
  send POST "/v1/dossiers/$1/assignments/$2/completion" "worker-$3" \
    "$(jq -c --argjson token "$3" '. + {leaseToken: $token}' "$file")"
  rm -f "$file"
}

rounds=0
trap 'exit 0' TERM
while [ "$MAX_ROUNDS" = 0 ] || [ $rounds -lt "$MAX_ROUNDS" ]; do
  [ -e "$FOLDER/claim" ] || keep claim "$(cat /proc/sys/kernel/random/uuid)"
  wish=$(jq -nc --argjson lease "$LEASE_SECONDS" --arg worker "$WORKER" \
    '{count: 10, leaseSeconds: $lease, kinds: ["acknowledgeHandover", "completeStep"], worker: $worker}')
  send POST "/v1/agencies/$AGENCY/claims" "$(cat "$FOLDER/claim")" "$wish" "$WAIT"
  case $status in 201 | 204) ;; *) echo "claiming failed: $status $answer" >&2; exit 1 ;; esac
  held=$(jq -c '.leases[]? | select((.standing.state == "held" or .standing.state == "expired") and .work)' <<< "${answer:-null}")
  if [ -z "$held" ]; then # all of this claim is done: the next one needs a key of its own
    rm -f "$FOLDER/claim"
    rounds=$((rounds + 1))
    continue
  fi
  while IFS=$'\t' read -r kind number id token handover assignment; do
    case $kind in
      acknowledgeHandover)
        send POST "/v1/dossiers/$number/handovers/$handover/acknowledgement" "worker-$token-ack" "{\"leaseToken\": $token}" ;;
      completeStep) complete "$number" "$assignment" "$token" "$id" ;;
    esac
    echo "$number $kind $status"
    if [ "$status" -ge 400 ]; then # such as a lease that is stale, or a result that the step doesn't take
      detail=$(jq -r .detail <<< "$answer")
      echo "$detail" >&2
      give_back "$id" "$token" "worker-$token-failed" "$detail"
    fi
  done < <(jq -r '[.work.kind, .number, .id, .leaseToken, .work.handover // "-", .work.assignment // "-"] | @tsv' <<< "$held")
done
