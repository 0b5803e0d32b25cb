#!/usr/bin/env bash
# fuzz.sh [SECONDS] runs libFuzzer under the address sanitizer from the committed corpus; fuzz.sh grow SECONDS adds to
# the corpus what it found, as few files as reach the same. A crash leaves its input and ends with another code than 0.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=Tests/HTTPServerTests/Fuzz
grow=; if [ "${1:-}" = grow ]; then grow=yes; shift; fi
seconds=${1:-600}
build=.build/fuzz
flags=(-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing)

swift build -c release --scratch-path $build "${flags[@]}" --target HTTPServer
bin=$(swift build -c release --scratch-path $build "${flags[@]}" --show-bin-path)
maps=(); for room in CLinux/include CZlib; do maps+=(-Xcc "-fmodule-map-file=Sources/$room/module.modulemap"); done
swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -I "$bin/Modules" "${maps[@]}" \
  $here/Driver/Entry.swift $here/FuzzTargets.swift $here/ConversationFuzz.swift Tests/HTTPServerTests/ConversationBench.swift \
  $(find $bin/{HTTPMessage,HTTPServer,HTTPTypes,Logging,CLinux}.build -name '*.o') -lz -o $build/http-fuzz

mkdir -p $build/found
cp -n $here/Corpus/* $build/found/ 2>/dev/null || true
# Leaks of a run that was cut off are not ours to judge, and the Swift runtime keeps what it caches.
export ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no
$build/http-fuzz -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -dict=$here/words.dict \
  -artifact_prefix=$build/ -print_final_stats=1 -verbosity=1 $build/found 2>&1 | grep -vE '^#[0-9]+.*(REDUCE|NEW|pulse)|^\s*$'
if [ -n "$grow" ]; then
  mkdir -p $build/merged
  $build/http-fuzz -merge=1 -use_counters=0 -max_len=700 -dict=$here/words.dict $build/merged $here/Corpus $build/found 2>&1 | tail -2
  rm -f $here/Corpus/*
  cp $build/merged/* $here/Corpus/
fi
