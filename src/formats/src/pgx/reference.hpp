#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// One change of the reference: `deleted` from `position` on, counted from 1, gives way to `inserted`. A pure
/// insertion stands before the base at `position`.
struct PgxEdit {
    std::int64_t position = 0;
    std::string deleted, inserted;
    bool operator==(const PgxEdit&) const = default;
    bool changes_length() const { return deleted.size() != inserted.size(); }
};

/// Bases of GRCh38 round the known positions, as far as the definitions tell them: their REF alleles; repeats
/// they spell out (TA(7)); and what the HGVS name of an insertion or deletion implies. A name counts from the
/// rightmost place of a change, VCF from the leftmost, and a change that may stand at either of two places
/// makes the reference between them periodic.
class PgxReference {
public:
    static PgxReference of(std::span<const domain::GeneDefinition> definitions);

    /// 0 where it is not known.
    char base(std::string_view chromosome, std::int64_t position) const;
    /// What `alt` in place of `ref` at `position` does: single bases apart, insertions and deletions moved to
    /// the left as far as the bases known here and in `ref` allow.
    std::vector<PgxEdit> edits(std::string_view chromosome, std::int64_t position, std::string_view ref,
                               std::string_view alt) const;
    /// The last place to which an insertion or deletion can be moved: of its last deleted base, or of the
    /// base before the insertion.
    std::int64_t rightmost(std::string_view chromosome, const PgxEdit& edit) const;

private:
    using Bases = std::map<std::int64_t, char>;
    void learn(const domain::PgxPosition& position);
    void learn_repeat(const domain::PgxPosition& position);
    void learn_shift(const domain::PgxPosition& position);
    void put(Bases& bases, std::int64_t position, std::string_view text);

    std::map<std::string, Bases, std::less<>> chromosomes_;
};

}  // namespace strandline::formats
