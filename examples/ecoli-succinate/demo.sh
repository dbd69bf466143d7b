#!/usr/bin/env bash
# The chain on the real genome, from an empty folder to a verified table. Called by ./dev demo.
# usage: demo.sh STRANDLINE GENOME FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
strandline=$1 genome=$2 folder=$3

show() { printf '\n\033[1m$ strandline %s\033[0m\n' "$*"; }
run() { show "$@"; "$strandline" "$@"; }

mkdir -p "$folder"
cp "$here/chain.toml" "$here/genes.txt" "$here/README.md" "$folder/"
cmp -s "$genome" "$folder/NC_000913.gbk.gz" || cp "$genome" "$folder/NC_000913.gbk.gz"
cd "$folder"

[ -d .strandline ] || run init --no-passphrase
run run chain.toml

printf '\nthe recommended guides (%s):\n' "$folder/recommended.tsv"
cut -f 1-7,10,12,15-20 recommended.tsv | column -t -s "$(printf '\t')"

printf '\nwhere do they come from?\n'
run thread trace recommended.tsv

printf '\na checkpoint for whoever wants to check later, kept outside the workspace:\n'
show thread checkpoint '> ../ecoli-succinate.checkpoint'
"$strandline" thread checkpoint > ../ecoli-succinate.checkpoint
cat ../ecoli-succinate.checkpoint
run thread verify --against ../ecoli-succinate.checkpoint

printf '\nLook next: change a gene in %s and run the chain again; then README.md and strandline --help.\n' "$folder/genes.txt"
