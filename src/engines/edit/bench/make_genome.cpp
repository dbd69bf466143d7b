/// Writes a made-up genome of the size and texture of a mammal's, for benchmarks: the same bytes for the same
/// options on any machine.
///
///     make_genome --length 3100000000 --seed 1 > genome.fa
///     make_genome --length 64000000 --seed 2 --repeats 0.45 --guides 1000 guides.txt > small.fa
///
/// 24 contigs in the proportions of the human chromosomes; GC content that drifts about 41 %; repeats from
/// families of 300 bp to 6 kb whose copies have 2 to 25 % of their bases changed, in lower case; N at the
/// ends, at the centromere and in a few gaps. Guides are 20-mers of the genome in front of NGG, of either
/// strand, distinct, in random order.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace {

constexpr std::size_t columns = 60;

/// SplitMix64 (Steele, Lea, Flood 2014): the standard library's distributions differ between libraries.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t bits() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<unsigned __int128>(bits()) * bound) >> 64);
    }
    double fraction() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

private:
    std::uint64_t state_;
};

struct Options {
    std::uint64_t length = 3'100'000'000;
    std::uint64_t seed = 1;
    double repeats = 0.45;
    std::size_t guides = 0;
    std::string guides_file;
};

/// Mbp of the chromosomes 1 to 22, X, Y of GRCh38, rounded.
constexpr std::array<int, 24> proportions = {249, 242, 198, 190, 182, 171, 159, 145, 138, 134, 135, 133,
                                             114, 107, 102, 90,  83,  80,  59,  64,  47,  51,  156, 57};

/// Bases by 12 random bits, for GC contents of 34 to 53 %.
class BaseTables {
public:
    static constexpr std::size_t levels = 20;
    BaseTables() {
        for (std::size_t level = 0; level < levels; ++level)
            for (std::size_t i = 0; i < size; ++i) tables_[level][i] = base_of(level, i);
    }
    void fill(char* into, std::size_t count, std::size_t level, Random& random) const {
        const auto& table = tables_[level];
        while (count > 0) {
            std::uint64_t bits = random.bits();
            const std::size_t here = std::min<std::size_t>(count, 5);
            for (std::size_t i = 0; i < here; ++i, bits >>= 12) *into++ = table[bits % size];
            count -= here;
        }
    }

private:
    static constexpr std::size_t size = 4096;
    static char base_of(std::size_t level, std::size_t i) {
        const std::size_t gc = size * (34 + level) / 100;
        return i < gc ? (i % 2 ? 'G' : 'C') : (i % 2 ? 'A' : 'T');
    }
    std::array<std::array<char, size>, levels> tables_{};
};

struct Family {
    std::string consensus;
    double divergence;  // of its copies, in the mean
    double weight;      // share of the repeats, in copies
};

std::vector<Family> make_families(const BaseTables& tables, Random& random) {
    struct Kind {
        std::size_t count, length;
        double weight;
    };
    // Many short copies (like Alu), few long ones (like L1), and what lies between.
    constexpr std::array<Kind, 5> kinds = {
        {{12, 300, 45.0}, {30, 200, 15.0}, {40, 900, 12.0}, {20, 2500, 8.0}, {12, 6000, 20.0}}};
    std::vector<Family> families;
    for (const Kind& kind : kinds)
        for (std::size_t i = 0; i < kind.count; ++i) {
            std::string consensus(kind.length, ' ');
            tables.fill(consensus.data(), consensus.size(), kind.length == 300 ? 19 : 7, random);
            families.push_back({std::move(consensus), 0.02 + 0.21 * random.fraction(),
                                kind.weight / static_cast<double>(kind.count)});
        }
    return families;
}

char complement_of(char base) {
    switch (base) {
    case 'A':
        return 'T';
    case 'C':
        return 'G';
    case 'G':
        return 'C';
    case 'T':
        return 'A';
    default:
        return base;
    }
}

std::string reverse_complement(std::string_view bases) {
    std::string other(bases.rbegin(), bases.rend());
    for (char& base : other) base = complement_of(base);
    return other;
}

class GenomeMaker {
public:
    explicit GenomeMaker(const Options& options)
        : options_(options), random_(options.seed), families_(make_families(tables_, random_)) {
        double sum = 0;
        for (const Family& family : families_) {
            cumulative_.push_back(sum += family.weight);
            reverse_.push_back(reverse_complement(family.consensus));
        }
        double mean_piece = 0;
        for (const Family& family : families_)
            mean_piece +=
                family.weight / sum * mean_share(family) * static_cast<double>(family.consensus.size());
        mean_gap_ = options.repeats > 0 ? mean_piece * (1 - options.repeats) / options.repeats : 0;
    }

    std::string contig(std::size_t length) {
        std::string bases(length, ' ');
        constexpr std::size_t isochore = 100'000;
        for (std::size_t at = 0; at < length; at += isochore) {
            const std::size_t level = 2 + random_.below(6) + random_.below(6);
            tables_.fill(bases.data() + at, std::min(isochore, length - at), level, random_);
        }
        if (mean_gap_ > 0) put_repeats(bases);
        put_unknown(bases);
        return bases;
    }

private:
    /// Long elements are mostly cut short at their 5' end.
    static double mean_share(const Family& family) { return family.consensus.size() > 1000 ? 0.4 : 0.95; }

    void put_repeats(std::string& bases) {
        std::size_t at = 0;
        for (;;) {
            at += static_cast<std::size_t>(2 * mean_gap_ * random_.fraction());
            if (at >= bases.size()) return;
            at = put_copy(bases, at);
        }
    }

    std::size_t put_copy(std::string& bases, std::size_t at) {
        const double drawn = cumulative_.back() * random_.fraction();
        const auto which =
            static_cast<std::size_t>(std::ranges::upper_bound(cumulative_, drawn) - cumulative_.begin());
        const Family& family = families_[which];
        const std::size_t whole = family.consensus.size();
        const double share = std::min(1.0, 2 * mean_share(family) * random_.fraction() + 0.0);
        const double kept = mean_share(family) > 0.5 ? 0.9 + 0.1 * random_.fraction() : share;
        const std::size_t length =
            std::max<std::size_t>(30, static_cast<std::size_t>(kept * static_cast<double>(whole)));
        const bool forward = random_.bits() & 1;
        const std::string_view source = forward ? std::string_view(family.consensus).substr(whole - length)
                                                : std::string_view(reverse_[which]).substr(0, length);
        const double divergence =
            std::clamp(family.divergence * (0.6 + 0.8 * random_.fraction()), 0.02, 0.25);
        return copy_with_changes(bases, at, source, divergence);
    }

    /// Substitutions, and one insertion or deletion of a base for about ten of them.
    std::size_t copy_with_changes(std::string& bases, std::size_t at, std::string_view source,
                                  double divergence) {
        const auto changed = static_cast<std::uint64_t>(divergence * 65536);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < source.size() && at < bases.size(); ++i) {
            if (i % 4 == 0) bits = random_.bits();
            char base = source[i];
            if ((bits & 0xffff) < changed) {
                const std::uint64_t kind = random_.below(33);
                if (kind == 30) continue;
                if (kind == 31) bases[at++] = "acgt"[random_.below(4)];
                if (kind < 30) base = other_than(base, kind);
            }
            bits >>= 16;
            if (at < bases.size()) bases[at++] = static_cast<char>(base | 0x20);
        }
        return at;
    }

    static char other_than(char base, std::uint64_t kind) {
        constexpr std::string_view letters = "ACGT";
        return letters[(letters.find(base) + 1 + kind % 3) % 4];
    }

    static void put_unknown(std::string& bases) {
        const std::size_t length = bases.size();
        const auto blank = [&](std::size_t begin, std::size_t count) {
            std::fill_n(bases.begin() + static_cast<std::ptrdiff_t>(begin), std::min(count, length - begin),
                        'N');
        };
        const std::size_t telomere = std::min<std::size_t>(10'000, length / 100);
        blank(0, telomere);
        blank(length - telomere, telomere);
        blank(length / 100 * 38, std::min<std::size_t>(3'000'000, length / 50));
        for (const std::size_t percent : {12U, 57U, 83U})
            blank(length / 100 * percent, std::min<std::size_t>(50'000, length / 500));
    }

    Options options_;
    Random random_;
    BaseTables tables_;
    std::vector<Family> families_;
    std::vector<std::string> reverse_;
    std::vector<double> cumulative_;
    double mean_gap_ = 0;
};

class GuideSampler {
public:
    GuideSampler(std::size_t wanted, std::uint64_t seed) : wanted_(wanted), random_(seed ^ 0x6775696465U) {}

    /// As many as the contig's share of what is still to come asks for.
    void sample(std::string_view contig, std::uint64_t length_left) {
        const auto missing = static_cast<double>(wanted_ - guides_.size());
        const double share = static_cast<double>(contig.size()) / static_cast<double>(length_left);
        const auto here = static_cast<std::size_t>(missing * share + 0.5);
        const std::size_t goal = guides_.size() + here;
        for (std::uint64_t tries = 0; guides_.size() < goal && tries < 1000 * (here + 10); ++tries)
            try_at(contig);
    }

    void write(const std::string& file) {
        for (std::size_t i = guides_.size(); i > 1; --i) std::swap(guides_[i - 1], guides_[random_.below(i)]);
        std::FILE* out = std::fopen(file.c_str(), "w");
        if (!out) std::exit(3);
        for (const std::string& guide : guides_) std::fprintf(out, "%s\n", guide.c_str());
        if (std::fclose(out) != 0) std::exit(3);
    }

private:
    void try_at(std::string_view contig) {
        if (contig.size() < 23) return;
        std::string site(contig.substr(random_.below(contig.size() - 22), 23));
        for (char& base : site) base = static_cast<char>(base & ~0x20);
        if (site.find('N') != std::string::npos) return;
        if (random_.bits() & 1) site = reverse_complement(site);
        if (!site.ends_with("GG")) return;
        std::string spacer = site.substr(0, 20);
        if (seen_.insert(spacer).second) guides_.push_back(std::move(spacer));
    }

    std::size_t wanted_;
    Random random_;
    std::vector<std::string> guides_;
    std::unordered_set<std::string> seen_;
};

void write_record(const std::string& name, std::string_view bases) {
    std::string text = ">" + name + "\n";
    const auto flush = [&] {
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) std::exit(3);
        text.clear();
    };
    for (std::size_t at = 0; at < bases.size(); at += columns) {
        text.append(bases.substr(at, columns));
        text += '\n';
        if (text.size() > 1 << 20) flush();
    }
    flush();
}

Options parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        const auto next = [&] {
            if (i + 1 >= count) std::exit(2);
            return words[++i];
        };
        if (word == "--length") {
            options.length = std::strtoull(next(), nullptr, 10);
        } else if (word == "--seed") {
            options.seed = std::strtoull(next(), nullptr, 10);
        } else if (word == "--repeats") {
            options.repeats = std::strtod(next(), nullptr);
        } else if (word == "--guides") {
            options.guides = std::strtoull(next(), nullptr, 10);
            options.guides_file = next();
        } else {
            std::fputs("usage: make_genome [--length BP] [--seed N] [--repeats FRACTION] [--guides N FILE]\n",
                       stderr);
            std::exit(2);
        }
    }
    return options;
}

}  // namespace

int main(int count, char** words) {
    const Options options = parse(count, words);
    GenomeMaker maker(options);
    GuideSampler sampler(options.guides, options.seed);
    std::uint64_t whole = 0, shares = 0;
    for (const int share : proportions) shares += static_cast<std::uint64_t>(share);
    for (std::size_t i = 0; i < proportions.size(); ++i) {
        const std::uint64_t left = options.length - whole;
        const std::uint64_t length =
            i + 1 == proportions.size()
                ? left
                : options.length / shares * static_cast<std::uint64_t>(proportions[i]);
        const std::string bases = maker.contig(length);
        const std::string name = i < 22 ? "chr" + std::to_string(i + 1) : i == 22 ? "chrX" : "chrY";
        write_record(name, bases);
        if (options.guides > 0) sampler.sample(bases, left);
        whole += length;
    }
    if (options.guides > 0) sampler.write(options.guides_file);
    return std::fclose(stdout) == 0 ? 0 : 3;
}
