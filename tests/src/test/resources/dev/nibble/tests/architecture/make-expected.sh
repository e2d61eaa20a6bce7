#!/bin/sh
# Makes the expected logits again: make-expected.sh MODELS GGORACLE
# MODELS is the folder with the small models, GGORACLE the program of ../shared/tools/peers.
set -eu
here=$(dirname "$0")
for model in "$1"/*.gguf; do
  name=$(basename "$model" .gguf)
  # llama.cpp reads split experts no longer; the weights are those of the merged file.
  [ "$name" = mixtral-split ] && model=$1/mixtral.gguf
  "$2" logits "$model" "$here/ids.txt" "$here/$name.f32" --kv f32 --fa 0
done
