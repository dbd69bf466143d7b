#pragma once

#include "pharmacogenes/pack_bytes.hpp"
#include "pharmacogenes/pack_pairs.hpp"

#include <strandline/domain/pharmacogenes.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strandline::formats {

/// The order in which a pack tells knowledge, said once for writing and reading: `Pack` is a PackWriter, and
/// what is told is const, or a PackReader, and what is told is filled.
template <class Pack>
class PackLayout {
public:
    template <class T>
    using Ref = std::conditional_t<Pack::reads, T&, const T&>;

    explicit PackLayout(Pack& pack) : pack_(pack) {}

    void tell(Ref<domain::PgxKnowledge> of) {
        tell_all(of.version, of.sources, of.definitions, of.phenotypes, of.guidelines);
    }

private:
    static constexpr std::uint64_t most_cells = 1 << 16;  // of one allele

    template <class... T>
    void tell_all(T&... values) {
        (tell(values), ...);
    }

    void tell(Ref<std::string> text) { pack_(text); }

    template <std::integral T>
    void tell(T& number) {
        using Value = std::remove_const_t<T>;
        using Wide =
            std::conditional_t<std::same_as<Value, bool>, bool,
                               std::conditional_t<std::is_signed_v<Value>, std::int64_t, std::uint64_t>>;
        Wide wide{};
        if constexpr (!Pack::reads) wide = number;
        pack_(wide);
        if constexpr (Pack::reads) {
            number = static_cast<Value>(wide);
            if (static_cast<Wide>(number) != wide) pack_.fail();
        }
    }

    template <class A, class B>
    void tell(std::pair<A, B>& values) {
        tell_all(values.first, values.second);
    }
    template <class A, class B>
    void tell(const std::pair<A, B>& values) {
        tell_all(values.first, values.second);
    }

    template <class T>
    void tell(std::vector<T>& items) {
        // One by one: a forged count makes no memory.
        for (std::size_t left = pack_.count(); left > 0 && !pack_.failed(); --left)
            tell(items.emplace_back());
    }
    template <class T>
    void tell(const std::vector<T>& items) {
        pack_(static_cast<std::uint64_t>(items.size()));
        for (const T& item : items) tell(item);
    }

    void tell(std::map<std::string, std::string>& items) {
        for (std::size_t left = pack_.count(); left > 0 && !pack_.failed(); --left) {
            std::pair<std::string, std::string> item;
            tell(item);
            if (!items.insert(std::move(item)).second) pack_.fail();
        }
    }
    void tell(const std::map<std::string, std::string>& items) {
        pack_(static_cast<std::uint64_t>(items.size()));
        for (const auto& item : items) tell(item);
    }

    void tell(Ref<domain::PgxSource> of) { tell_all(of.name, of.version, of.licence, of.url); }

    void tell(Ref<domain::PgxPosition> of) {
        tell_all(of.chromosome, of.position, of.rsid, of.name, of.ref, of.alts, of.source_position,
                 of.source_spelling);
    }

    void tell(Ref<domain::NamedAllele> of) {
        tell_all(of.name, of.id, of.reference, of.structural);
        tell_cells(of.cells);
    }

    /// Most cells are blank: how many there are, how many are not blank, then each of those by how many blank
    /// ones come before it.
    void tell_cells(const std::vector<std::uint32_t>& cells) {
        std::uint64_t filled = 0, blank = 0;
        for (const std::uint32_t cell : cells) filled += cell != 0;
        pack_(static_cast<std::uint64_t>(cells.size()));
        pack_(filled);
        for (const std::uint32_t cell : cells) {
            if (cell != 0) {
                pack_(std::exchange(blank, 0));
                pack_(static_cast<std::uint64_t>(cell));
            } else {
                ++blank;
            }
        }
    }
    void tell_cells(std::vector<std::uint32_t>& cells) {
        std::uint64_t size = 0, filled = 0;
        tell_all(size, filled);
        if (size > most_cells || filled > size) return pack_.fail();
        cells.resize(size);
        for (std::uint64_t place = 0, blank = 0; filled > 0 && !pack_.failed(); --filled, ++place) {
            tell(blank);
            if (blank >= size - place) return pack_.fail();
            place += blank;
            tell(cells[place]);
        }
    }

    void tell(Ref<domain::GeneDefinition> of) {
        tell_all(of.gene, of.chromosome, of.source, of.version, of.refseq, of.build, of.modified,
                 of.positions, of.alleles, of.suballeles, of.hidden_alleles, of.required, of.ignored,
                 of.extra, of.ignored_alleles, of.tier1_alleles, of.tier1_positions, of.unphased_priorities);
    }

    void tell(Ref<domain::AlleleFunction> of) { tell_all(of.function, of.activity, of.lookup_key); }
    void tell(Ref<domain::DiplotypePhenotype> of) {
        tell_all(of.phenotype, of.activity_score, of.lookup_key);
    }

    void tell(Ref<PairRules> of) {
        tell_all(of.functions, of.function_of, of.pair_rules, of.single_rules, of.pair_exceptions,
                 of.single_exceptions);
    }

    void tell(Ref<domain::PhenotypeTable> of) {
        tell_all(of.gene, of.source, of.version, of.alleles, of.results);
        if constexpr (Pack::reads) {
            PairRules rules;
            tell(rules);
            if (!follow(rules, of)) pack_.fail();
        } else {
            const PairRules rules = rules_of(of);
            tell(rules);
        }
    }

    void tell(Ref<domain::PgxRecommendation> of) {
        tell_all(of.id, of.population, of.classification, of.text, of.implications, of.lookup, of.drugs,
                 of.dosing, of.alternate_drug, of.other_guidance);
    }

    void tell(Ref<domain::PgxCitation> of) { tell_all(of.pmid, of.title, of.journal, of.authors, of.year); }

    void tell(Ref<domain::PgxGuideline> of) {
        tell_all(of.id, of.name, of.source, of.version, of.url, of.revision, of.drugs, of.genes,
                 of.recommendations, of.citations);
    }

    Pack& pack_;
};

}  // namespace strandline::formats
