#!/bin/sh
# Makes the folder that a host takes: the program, its stubs, and plugin.json with the SHA-256 of every file.
#   build.sh CONTRACTS/proto OUTPUT
set -eu
here=$(cd "$(dirname "$0")" && pwd)
proto=$1
rm -rf "$2" && mkdir -p "$2/stubs"
out=$(cd "$2" && pwd)
cp "$here/plugin.py" "$here/worker.py" "$out/"
protoc -I "$proto" --python_out="$out/stubs" --grpc_python_out="$out/stubs" \
  --plugin=protoc-gen-grpc_python="$(command -v grpc_python_plugin)" $(find "$proto/forlop" -name '*.proto')
/usr/bin/python3 - "$here/plugin.json" "$out" << 'SEAL'
import hashlib, json, os, sys
manifest, out = json.load(open(sys.argv[1])), sys.argv[2]
paths = [os.path.join(folder, name) for folder, _, names in os.walk(out) for name in names]
manifest["files"] = {os.path.relpath(path, out): hashlib.sha256(open(path, "rb").read()).hexdigest() for path in sorted(paths)}
json.dump(manifest, open(os.path.join(out, "plugin.json"), "w"), indent=2)
SEAL
