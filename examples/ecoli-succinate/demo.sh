#!/usr/bin/env bash
# The chain on a real model and genome, from an empty folder to verified tables. Called by ./dev demo.
# usage: demo.sh STRANDLINE GENOME MODELS FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
strandline=$1 genome=$2 models=$3 folder=$4

show() { printf '\n\033[1m$ strandline %s\033[0m\n' "$*"; }
run() { show "$@"; "$strandline" "$@"; }

# Columns of a table by name, aligned: columns_of TABLE NAME:WIDTH …
columns_of() {
    local table=$1; shift
    awk -F '\t' -v wanted="$*" '
        BEGIN { count = split(wanted, part, " "); for (i = 1; i <= count; i++) { split(part[i], two, ":"); name[i] = two[1]; width[i] = two[2] } }
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        { line = " "; for (i = 1; i <= count; i++) line = line sprintf(" %-" width[i] "s", NR == 1 ? name[i] : $at[name[i]]); sub(/ +$/, "", line); print line }' "$table"
}

mkdir -p "$folder"
cp "$here"/*.toml "$here"/*.tsv "$here"/*.md "$folder/"
for file in "$genome" "$models/e_coli_core.xml" "$models/iAF1260.mat"; do
    cmp -s "$file" "$folder/$(basename "$file")" || cp "$file" "$folder/"
done
cd "$folder"

[ -d .strandline ] || run init --no-passphrase
run run chain.toml

printf '\nwhich reactions to lose, and what is then predicted (design.tsv):\n'
columns_of design.tsv knockouts:22 genes:32 growth:11 product_min:12 yield:10 status:8

printf '\nthe culture of that strain, without oxygen (culture.tsv, every third hour; g/L and mmol/L):\n'
awk -F '\t' 'NR == 1 || ($1 == int($1) && $1 % 3 == 0)' culture.tsv > culture.short
columns_of culture.short time_h:7 biomass_g_L:13 growth_1_h:12 EX_glc__D_e_mmol_L:19 EX_succ_e_mmol_L:17 EX_ac_e_mmol_L:15 EX_for_e_mmol_L:15
rm culture.short

printf '\nthe recommended guides for its genes (recommended.tsv):\n'
columns_of recommended.tsv gene:5 rank:4 id:9 spacer:21 pam:4 start:8 strand:6 gc_percent:10 mm0:4 mm1:4 mm2:4 mm3:4 mm4:4 verdict:11

# A figure of a JSON file by its name, the first of that name.
figure() { awk -v name="\"$2\":" '$1 == name { sub(/,$/, "", $2); print $2; exit }' "$1"; }
printf '\nits culture with air, then without, fed as well as 2 L allow (feed.tsv):\n'
awk -F '\t' 'NR > 1 && last != "" { printf "  from %2g h  %5.1f mL/h of glucose syrup, air %3.0f %% of the time\n", time, 1000 * last, 100 * air }
             { time = $1; last = NR > 1 ? $2 : ""; air = $3 }' feed.tsv

printf '\nwhat a kg costs from two fermenters of 20 m3 (cost.json): %.1f USD, %.0f t a year\n' "$(figure cost.json cost_per_kg)" \
    "$(figure cost.json production_kg_per_year | awk '{ print $1 / 1000 }')"

first=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at["id"] " (" $at["spacer"] ")" }' recommended.tsv)
printf '\nwhere does the first one, %s, come from? Its table, back to model, genome and tool:\n' "$first"
run thread trace recommended.tsv

printf '\na checkpoint for whoever wants to check later, kept outside the workspace:\n'
show thread checkpoint '> ../ecoli-succinate.checkpoint'
"$strandline" thread checkpoint > ../ecoli-succinate.checkpoint
cat ../ecoli-succinate.checkpoint
run thread verify --against ../ecoli-succinate.checkpoint

printf '\nThe page with all of it, for manager and scientist: %s/report.html\n' "$PWD"
printf 'Where do its figures come from? strandline thread trace report.html: %s steps back to the model, the genome and the settings.\n' \
    "$("$strandline" thread trace report.html | grep -o '\[record [0-9a-f]*' | sort -u | wc -l)"
printf '\nLook next: strandline run genome-scale.toml in %s (the same on 2,382 reactions); then README.md and strandline --help.\n' "$folder"
