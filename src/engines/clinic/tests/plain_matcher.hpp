#pragma once

#include <strandline/clinic/match.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The rules as they are told, by enumeration: every way to put the heterozygous positions on two strands,
/// every allele against every strand, every set of alleles. For small definitions.
namespace strandline::clinic::testing {

struct PlainAnswer {
    NotCalled reason = NotCalled::called;
    std::vector<std::pair<std::string, int>> diplotypes;
    bool operator==(const PlainAnswer&) const = default;
};

class PlainMatcher {
public:
    using Genotypes = std::vector<domain::PgxGenotype>;
    using Strand = std::vector<int>;  // of each position; -1 where not seen

    PlainMatcher(const domain::GeneDefinition& definition, const MatchOptions& options)
        : definition_(definition), options_(options) {
        for (const domain::NamedAllele& allele : definition.alleles)
            if (allele.reference) reference_ = &allele;
    }

    PlainAnswer answer(Genotypes genotypes) const {
        if (const NotCalled reason = trouble(genotypes); reason != NotCalled::called) return {reason, {}};
        const auto strands = all_ways(genotypes);
        std::map<std::string, int> plain = pairs(strands);
        if (!plain.empty()) return {NotCalled::called, in_order(plain, options_.all)};
        if (!options_.combinations) return {NotCalled::no_match, {}};
        return {NotCalled::called, in_order(combined_pairs(strands), true)};
    }

private:
    static bool known(std::uint8_t kind) { return kind < domain::PgxGenotype::none; }

    NotCalled trouble(Genotypes& genotypes) const {
        bool seen = false;
        for (domain::PgxGenotype& genotype : genotypes) {
            if (genotype.first == domain::PgxGenotype::other || genotype.second == domain::PgxGenotype::other)
                return NotCalled::undocumented;
            seen = seen || known(genotype.first);
        }
        return seen ? NotCalled::called : NotCalled::nothing_seen;
    }

    /// Which positions turn together; -1 for those that need not.
    static std::vector<int> blocks(const Genotypes& genotypes) {
        bool phased = true;
        for (const auto& genotype : genotypes)
            if (known(genotype.first) && !genotype.is_haploid() && !genotype.phased) phased = false;
        std::map<int, int> by_set;
        std::vector<int> found;
        int next = 0;
        for (const auto& genotype : genotypes) {
            if (!genotype.is_heterozygous())
                found.push_back(-1);
            else if (!phased)
                found.push_back(next++);
            else if (by_set.count(genotype.phase_set))
                found.push_back(by_set[genotype.phase_set]);
            else
                found.push_back(by_set[genotype.phase_set] = next++);
        }
        return found;
    }

    static std::vector<std::pair<Strand, Strand>> all_ways(const Genotypes& genotypes) {
        const std::vector<int> block = blocks(genotypes);
        const int count = *std::ranges::max_element(block) + 1;
        std::vector<std::pair<Strand, Strand>> found;
        for (int way = 0; way < 1 << count; ++way) {
            std::pair<Strand, Strand> strands;
            for (std::size_t p = 0; p < genotypes.size(); ++p) {
                const int first = known(genotypes[p].first) ? genotypes[p].first : -1;
                const int second = genotypes[p].is_haploid() || first < 0 ? first : genotypes[p].second;
                const bool turned = block[p] >= 0 && (way >> block[p] & 1);
                strands.first.push_back(turned ? second : first);
                strands.second.push_back(turned ? first : second);
            }
            found.push_back(strands);
        }
        return found;
    }

    bool says_something(const domain::NamedAllele& allele, const Strand& strand) const {
        for (std::size_t p = 0; p < strand.size(); ++p)
            if (strand[p] >= 0 && allele.cells[p]) return true;
        return false;
    }

    static bool several(std::uint32_t cell) { return (cell & (cell - 1)) != 0; }

    std::optional<int> plain_score(const domain::NamedAllele& allele, const Strand& strand) const {
        if (!says_something(allele, strand)) return std::nullopt;
        int score = 0;
        for (std::size_t p = 0; p < strand.size(); ++p) {
            if (strand[p] < 0) continue;
            const std::uint32_t cell = allele.cells[p] ? allele.cells[p] : reference_->cells[p];
            if (!(cell >> strand[p] & 1)) return std::nullopt;
            if (allele.cells[p]) score += several(cell) ? strand[p] != 0 : 1;
        }
        return score;
    }

    static std::string pair_name(const std::string& one, const std::string& other) {
        return told_before(other, one) ? other + "/" + one : one + "/" + other;
    }

    std::map<std::string, int> pairs(const std::vector<std::pair<Strand, Strand>>& ways) const {
        std::map<std::string, int> found;
        for (const auto& [first, second] : ways)
            for (const auto& one : definition_.alleles)
                for (const auto& other : definition_.alleles) {
                    const auto a = plain_score(one, first), b = plain_score(other, second);
                    if (!a || !b) continue;
                    const auto [at, added] = found.try_emplace(pair_name(one.name, other.name), *a + *b);
                    at->second = std::max(at->second, *a + *b);
                }
        return found;
    }

    bool is_on(const domain::NamedAllele& allele, const Strand& strand) const {
        bool other_than_ref = false, exact = false;
        for (std::size_t p = 0; p < strand.size(); ++p) {
            if (strand[p] < 0 || !allele.cells[p]) continue;
            if (!(allele.cells[p] >> strand[p] & 1)) return false;
            exact = exact || !several(allele.cells[p]);
            other_than_ref = other_than_ref || !(allele.cells[p] & 1);
        }
        return !allele.reference && exact && other_than_ref;
    }

    static bool is_part(const domain::NamedAllele& allele, const domain::NamedAllele& other,
                        const Strand& strand) {
        bool smaller = false;
        for (std::size_t p = 0; p < strand.size(); ++p) {
            if (strand[p] < 0) continue;
            const auto exact = [&](const auto& a) { return a.cells[p] && !several(a.cells[p]); };
            if (exact(allele) && !other.cells[p]) return false;
            smaller = smaller || (exact(other) && !allele.cells[p]);
        }
        return smaller;
    }

    static bool overlap(const domain::NamedAllele& one, const domain::NamedAllele& other,
                        const Strand& strand) {
        for (std::size_t p = 0; p < strand.size(); ++p)
            if (strand[p] >= 0 && one.cells[p] && other.cells[p]) return true;
        return false;
    }

    using Set = std::vector<const domain::NamedAllele*>;

    static bool apart(const Set& set, const Strand& strand) {
        for (std::size_t i = 0; i < set.size(); ++i)
            for (std::size_t j = i + 1; j < set.size(); ++j)
                if (overlap(*set[i], *set[j], strand)) return false;
        return true;
    }

    std::vector<Set> sets_on(const Strand& strand) const {
        Set on, largest;
        for (const auto& allele : definition_.alleles)
            if (is_on(allele, strand)) on.push_back(&allele);
        for (const auto* allele : on)
            if (std::ranges::none_of(on, [&](const auto* other) { return is_part(*allele, *other, strand); }))
                largest.push_back(allele);
        std::vector<Set> apart_sets;
        for (unsigned mask = 0; mask < 1u << largest.size(); ++mask) {
            Set set;
            for (std::size_t i = 0; i < largest.size(); ++i)
                if (mask >> i & 1) set.push_back(largest[i]);
            if (apart(set, strand)) apart_sets.push_back(set);
        }
        std::vector<Set> whole;
        for (const Set& set : apart_sets)
            if (std::ranges::none_of(apart_sets, [&](const Set& other) {
                    return other.size() > set.size() && std::ranges::all_of(set, [&](const auto* allele) {
                               return std::ranges::find(other, allele) != other.end();
                           });
                }))
                whole.push_back(set);
        return whole;
    }

    struct Told {
        std::vector<std::string> words;
        int score = 0;
        std::string name() const {
            if (words.size() == 1) return words[0];
            std::string text = "[";
            for (const std::string& word : words) text += (text.size() > 1 ? " + " : "") + word;
            return text + "]";
        }
    };

    static bool in_telling_order(const std::vector<std::string>& one, const std::vector<std::string>& other) {
        if (one.size() != other.size()) return one.size() < other.size();
        for (std::size_t i = 0; i < one.size(); ++i)
            if (one[i] != other[i]) return told_before(one[i], other[i]);
        return false;
    }

    Told tell(const Set& set, const Strand& strand) const {
        Told told;
        for (const auto* allele : set) {
            told.words.push_back(allele->name);
            for (std::size_t p = 0; p < strand.size(); ++p) told.score += strand[p] >= 0 && allele->cells[p];
        }
        std::ranges::sort(told.words, told_before);
        if (set.empty())
            for (std::size_t p = 0; p < strand.size(); ++p) told.score += strand[p] >= 0;
        for (std::size_t p = 0; p < strand.size(); ++p) {
            if (strand[p] < 0 || (reference_->cells[p] >> strand[p] & 1)) continue;
            if (std::ranges::any_of(set, [&](const auto* allele) { return allele->cells[p] != 0; })) continue;
            const auto& position = definition_.positions[p];
            const std::string spelt =
                strand[p] == 0 ? position.ref
                               : position.ref + ">" + position.alts[static_cast<std::size_t>(strand[p] - 1)];
            told.words.push_back("g." + std::to_string(position.position) + spelt);
            --told.score;
        }
        if (told.words.empty()) told.words.push_back(reference_->name);
        return told;
    }

    std::map<std::string, int> combined_pairs(const std::vector<std::pair<Strand, Strand>>& ways) const {
        std::map<std::string, int> found;
        words_.clear();
        for (const auto& [first, second] : ways)
            for (const Set& one : sets_on(first))
                for (const Set& other : sets_on(second)) {
                    Told a = tell(one, first), b = tell(other, second);
                    if (in_telling_order(b.words, a.words)) std::swap(a, b);
                    const std::string name = a.name() + "/" + b.name();
                    found[name] = a.score + b.score;
                    words_[name] = {a.words, b.words};
                }
        return found;
    }

    std::vector<std::pair<std::string, int>> in_order(const std::map<std::string, int>& pairs,
                                                      bool all) const {
        std::vector<std::pair<std::string, int>> found(pairs.begin(), pairs.end());
        std::ranges::sort(found, [&](const auto& a, const auto& b) {
            if (a.second != b.second) return a.second > b.second;
            const auto one = words(a.first), other = words(b.first);
            if (one.first != other.first) return in_telling_order(one.first, other.first);
            return in_telling_order(one.second, other.second);
        });
        if (!all)
            std::erase_if(found,
                          [best = found.front().second](const auto& pair) { return pair.second < best; });
        return found;
    }

    std::pair<std::vector<std::string>, std::vector<std::string>> words(const std::string& name) const {
        if (const auto known = words_.find(name); known != words_.end()) return known->second;
        const std::size_t slash = name.find('/');
        return {{name.substr(0, slash)}, {name.substr(slash + 1)}};
    }

    const domain::GeneDefinition& definition_;
    MatchOptions options_;
    const domain::NamedAllele* reference_ = nullptr;
    mutable std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> words_;
};

}  // namespace strandline::clinic::testing
