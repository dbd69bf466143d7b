#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// A guide of SpCas9 with what stands around it.
struct GuideContext {
    std::string id;
    std::string bases;                  // A C G T: 4 + spacer of 20 + NGG + 3, or spacer and NGG alone
    std::optional<double> cds_percent;  // where in the coding sequence it cuts
    bool has_flanks() const { return bases.size() > 23; }
    std::string_view spacer() const { return std::string_view(bases).substr(has_flanks() ? 4 : 0, 20); }
    std::string_view pam() const { return std::string_view(bases).substr(has_flanks() ? 24 : 20, 3); }
};

/// Plain lines, one sequence each, named s1, s2 … in order, `#` begins a comment; FASTA; or a TSV table with
/// the columns `id` and `sequence`, and `cds_percent` where it is known (0 to 100, NA or empty where it is
/// not). Sequences are of A C G T in either case, 30 or 23 bases, with the PAM NGG; ids are unique. Errors:
/// "context.letter", "context.length", "context.pam", "context.percent", "context.id", "context.duplicate",
/// "contexts.empty".
Result<std::vector<GuideContext>> read_guide_contexts(const Source& source);

}  // namespace strandline::formats
