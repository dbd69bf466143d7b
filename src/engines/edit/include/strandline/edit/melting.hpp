#pragma once

#include <string_view>

namespace strandline::edit {

/// Melting temperature in °C of RNA paired with its DNA complement, by nearest neighbours: parameters of
/// Sugimoto 1995, Biochemistry 34:11211, table 3 (1 M Na+); entropy corrected for 50 mM Na+ as SantaLucia
/// 1998, PNAS 95:1460, eq. 4; 50 nM of strands in all. `rna` in DNA letters, A C G T, at least two.
double rna_dna_melting_celsius(std::string_view rna);

}  // namespace strandline::edit
