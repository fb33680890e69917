#!/bin/sh
# Builds medspan in the current folder, a checkout, and puts into the folder $1 what npm would publish, with all that it needs
# to run. What comes from the registry is what package-lock.json has, by its hashes; none of it is run but what builds.
set -eu
target=$1

npm ci --no-audit --no-fund
npm run --silent build
mkdir -p "$target"
npm pack --silent
tar -xzf medspan-*.tgz --strip-components=1 -C "$target"
cp package-lock.json .npmrc "$target"

cd "$target"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# ONNX Runtime brings its libraries for all systems.
rm -rf node_modules/onnxruntime-node/bin/*/darwin node_modules/onnxruntime-node/bin/*/win32
