#include <strandline/formats/pharmacogenes.hpp>

#include "pharmacogenes/json_part.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace strandline::formats {
namespace {

using domain::AlleleFunction;
using domain::DiplotypePhenotype;
using domain::PhenotypeTable;

class PhenotypeReader {
public:
    explicit PhenotypeReader(const JsonPart& root) : root_(root) {}

    PhenotypeTable read() {
        made_.gene = root_.text("gene");
        made_.source = root_.has("source") ? root_.text("source") : "CPIC";
        made_.version = root_.text("version");
        read_alleles();
        for (const JsonPart& part : root_.items("diplotypes")) read_diplotype(part);
        return std::move(made_);
    }

private:
    /// Older files have keys alone, newer ones their functions, too.
    void read_alleles() {
        for (const auto& [name, key] : root_.members("haplotypes")) {
            index_.emplace(name, made_.alleles.size());
            made_.alleles.push_back(name);
            made_.functions.push_back({.function = key.as_text(), .lookup_key = key.as_text()});
        }
        if (root_.has("activityValues"))
            for (const auto& [name, value] : root_.members("activityValues"))
                if (AlleleFunction* known = function_of(name, value)) known->activity = value.as_text();
        for (const JsonPart& part : root_.items_or_none("namedAlleles")) {
            AlleleFunction* known = function_of(part.text("name"), part);
            if (!known) continue;
            *known = {.function = part.text("functionValue"),
                      .activity = part.text_or_empty("activityValue"),
                      .lookup_key = part.text("lookupKey")};
        }
    }

    AlleleFunction* function_of(const std::string& name, const JsonPart& part) {
        const auto found = index_.find(name);
        if (found != index_.end()) return &made_.functions[found->second];
        part.refuse("allele", format("{} is no allele of {}", name, made_.gene),
                    "one of the names in /haplotypes");
        return nullptr;
    }

    void read_diplotype(const JsonPart& part) {
        std::vector<std::size_t> alleles;
        for (const auto& [name, count] : part.members("diplotypekey")) {
            const auto found = index_.find(name);
            if (found == index_.end()) {
                count.refuse("allele", format("{} is no allele of {}", name, made_.gene),
                             "one of the names in /haplotypes");
                return;
            }
            const std::int64_t copies = count.as_integer();
            if (copies < 1 || copies > 2)
                count.refuse("copies", format("{} copies of {}", copies, name), "1 or 2");
            else
                alleles.insert(alleles.end(), static_cast<std::size_t>(copies), found->second);
        }
        if (alleles.empty() || alleles.size() > 2)
            return part.refuse("copies", counted(alleles.size(), "allele"), "one allele or two");
        std::uint16_t& place = place_of(alleles);
        if (place != PhenotypeTable::none)
            part.refuse("twice", "this pair has a phenotype already", "each pair once");
        place = result_of(part);
    }

    std::uint16_t& place_of(const std::vector<std::size_t>& alleles) {
        const std::size_t count = made_.alleles.size();
        if (alleles.size() == 1) {
            made_.singles.resize(count, PhenotypeTable::none);
            return made_.singles[alleles[0]];
        }
        made_.pairs.resize(count * (count + 1) / 2, PhenotypeTable::none);
        return made_.pairs[PhenotypeTable::place(alleles[0], alleles[1])];
    }

    std::uint16_t result_of(const JsonPart& part) {
        DiplotypePhenotype result{.phenotype = part.text("generesult"),
                                  .activity_score = part.text_or_empty("activityScore"),
                                  .lookup_key = part.text_or_empty("lookupkey")};
        const auto [known, is_new] =
            results_.try_emplace(std::tuple(result.phenotype, result.activity_score, result.lookup_key),
                                 static_cast<std::uint16_t>(made_.results.size()));
        if (is_new && made_.results.size() + 1 >= PhenotypeTable::none)
            part.refuse("results", "more than 65,534 phenotypes", "fewer");
        else if (is_new)
            made_.results.push_back(std::move(result));
        return known->second;
    }

    JsonPart root_;
    PhenotypeTable made_;
    std::map<std::string, std::size_t> index_;
    std::map<std::tuple<std::string, std::string, std::string>, std::uint16_t> results_;
};

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json diplotype_json(const DiplotypePhenotype& result, const std::string& one, const std::string* other) {
    Json key = Json::object({{one, other && *other == one ? 2 : 1}});
    if (other && *other != one) key.set(*other, 1);
    return Json::object({{"generesult", result.phenotype},
                         {"activityScore", or_null(result.activity_score)},
                         {"lookupkey", or_null(result.lookup_key)},
                         {"diplotypekey", std::move(key)}});
}

}  // namespace

Result<PhenotypeTable> read_phenotype_table(const Source& source) {
    STRANDLINE_TRY(const JsonFile file, JsonFile::read(source, "clinic.phenotype"));
    PhenotypeTable made = PhenotypeReader(file.root()).read();
    STRANDLINE_CHECK(file.finish());
    return made;
}

Json phenotype_table_json(const PhenotypeTable& table) {
    Json keys = Json::object(), activities = Json::object(), named = Json::array(), pairs = Json::array();
    for (std::size_t i = 0; i < table.alleles.size(); ++i) {
        const AlleleFunction& function = table.functions[i];
        keys.set(table.alleles[i], function.lookup_key);
        if (!function.activity.empty()) activities.set(table.alleles[i], function.activity);
        named.push_back(Json::object({{"name", table.alleles[i]},
                                      {"activityValue", or_null(function.activity)},
                                      {"functionValue", function.function},
                                      {"lookupKey", function.lookup_key}}));
        if (const auto* result = table.of_single(i))
            pairs.push_back(diplotype_json(*result, table.alleles[i], nullptr));
        for (std::size_t j = 0; j <= i; ++j)
            if (const auto* result = table.of_pair(j, i))
                pairs.push_back(diplotype_json(*result, table.alleles[j], &table.alleles[i]));
    }
    return Json::object({{"gene", table.gene},
                         {"source", table.source},
                         {"version", table.version},
                         {"haplotypes", std::move(keys)},
                         {"activityValues", std::move(activities)},
                         {"namedAlleles", std::move(named)},
                         {"diplotypes", std::move(pairs)}});
}

}  // namespace strandline::formats
