#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strandline::edit {

/// One base of the forward strand that becomes another.
struct BaseChange {
    std::int64_t position = 0;  // within the contig
    char from = 0, to = 0;
    bool operator==(const BaseChange&) const = default;
};

/// The two bases of an intron that splicing needs at each of its ends: GT behind an exon, AG before the next.
struct SpliceBase {
    std::int64_t position = 0;  // on the forward strand
    bool is_donor = false;
    int intron = 0;  // from 1, in the order of translation
};

/// A coding sequence read from the genome: its bases as translated, and where each lies.
class CodingBases {
public:
    /// Errors: "coding.partial", "coding.frame" (no multiple of three), "coding.contigs" (parts on several).
    static Result<CodingBases> read(const domain::Genome& genome, const domain::CodingSequence& coding);

    const domain::CodingSequence& sequence() const { return *sequence_; }
    const std::string& bases() const { return bases_; }
    domain::ContigId contig() const { return contig_; }
    domain::Strand strand() const { return sequence_->strand; }
    std::int64_t residues() const { return static_cast<std::int64_t>(bases_.size() / 3); }
    const std::string& name() const;

    /// Position on the forward strand of a coding base.
    std::int64_t position(std::size_t index) const { return positions_[index]; }
    /// Coding bases at a position: none, one, or two where parts overlap (ribosomal slippage).
    std::vector<std::size_t> indices_at(std::int64_t position) const;
    /// Bases of introns of at least 20 nt that splicing needs, where they are the canonical GT and AG.
    std::span<const SpliceBase> splice_bases() const { return splice_bases_; }
    const SpliceBase* splice_base_at(std::int64_t position) const;

    /// The bases as translated after `changes`.
    std::string edited(std::span<const BaseChange> changes) const;

private:
    void find_splice_bases(const domain::Contig& contig);

    const domain::CodingSequence* sequence_ = nullptr;
    domain::ContigId contig_ = 0;
    std::string bases_;
    std::vector<std::int64_t> positions_;
    std::vector<std::pair<std::int64_t, std::size_t>> by_position_;
    std::vector<SpliceBase> splice_bases_;
};

/// What a change does to a protein, the weightiest last.
enum class Effect {
    none,  // outside what is translated
    synonymous,
    missense,
    stop_lost,
    start_lost,
    splice_acceptor,
    splice_donor,
    stop_gained
};
std::string_view word(Effect effect);

struct CodonChange {
    std::int64_t residue = 0;  // from 1
    std::string before, after;
};

struct ProteinEffect {
    Effect effect = Effect::none;  // the weightiest
    std::vector<CodonChange> codons;
    /// As HGVS writes it (den Dunnen 2016): p.Gln39Ter, p.Gln39=, p.Met1?, p.[Gln39Ter;Ala40Val]; p.? where
    /// splicing is hit; NA where nothing that is translated changes.
    std::string protein;
    bool changes_protein() const { return effect > Effect::synonymous; }
};

/// Effect of all `changes` together. The first codon is a start whatever it reads; another than ATG in its
/// place is a lost start (GTG and TTG may still start translation in bacteria).
ProteinEffect effect_of(const CodingBases& coding, std::span<const BaseChange> changes);

}  // namespace strandline::edit
