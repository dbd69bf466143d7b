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
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
                      printf "  %-5s %-4s %-9s %-21s %-4s %-7s %-6s %5s  %-19s %s\n", "gene", "rank", "id", "spacer", "pam", "start", "strand", "GC %", "off-targets 0-4 mm", "verdict"; next }
             { printf "  %-5s %-4s %-9s %-21s %-4s %-7s %-6s %5s  %-19s %s\n", $at["gene"], $at["rank"], $at["id"], $at["spacer"], $at["pam"], $at["start"], $at["strand"],
                      $at["gc_percent"], $at["mm0"] " " $at["mm1"] " " $at["mm2"] " " $at["mm3"] " " $at["mm4"], $at["verdict"] }' recommended.tsv

first=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["id"] " (" $at["spacer"] ")" }' recommended.tsv)
printf '\nwhere does the first one, %s, come from? Its table, back to genome and tool:\n' "$first"
run thread trace recommended.tsv

printf '\na checkpoint for whoever wants to check later, kept outside the workspace:\n'
show thread checkpoint '> ../ecoli-succinate.checkpoint'
"$strandline" thread checkpoint > ../ecoli-succinate.checkpoint
cat ../ecoli-succinate.checkpoint
run thread verify --against ../ecoli-succinate.checkpoint

printf '\nLook next: change a gene in %s and run the chain again; then README.md and strandline --help.\n' "$folder/genes.txt"
