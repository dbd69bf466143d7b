#include "pgx/gene_answer.hpp"
#include "pgx/json_text.hpp"

namespace strandline::clinic {
namespace {

template <class Each, class Append>
void append_list(const std::vector<Each>& all, std::string& to, Append append) {
    to += '[';
    for (const Each& each : all) {
        if (&each != &all.front()) to += ',';
        append(each);
    }
    to += ']';
}

void append_meaning(const DiplotypeMeaning& meaning, std::string& to) {
    to += '{';
    append_name("diplotype", to);
    append_quoted(meaning.diplotype, to);
    append_name("phenotype", to);
    append_quoted(meaning.phenotype, to);
    append_name("activity_score", to);
    if (meaning.activity_score.empty())
        to += "null";
    else
        append_quoted(meaning.activity_score, to);
    append_name("lookup_key", to);
    append_list(meaning.lookup_keys, to, [&](const std::string& key) { append_quoted(key, to); });
    to += '}';
}

std::string_view name_of(CallOrigin origin) {
    switch (origin) {
    case CallOrigin::none:
        return "none";
    case CallOrigin::matcher:
        return "genotypes";
    case CallOrigin::outside:
        return "outside";
    }
    return "";
}

}  // namespace

void GeneAnswerer::append_part(const GeneAnswer& answer, std::string& to) const {
    static const GeneCall no_call;
    static const GenePhenotype nothing;
    const GeneCall& call = answer.call ? *answer.call : no_call;
    const GenePhenotype& told = answer.is_known() ? answer.phenotype : nothing;
    append_quoted(gene(), to);
    to += ":{";
    append_name("called_by", to);
    append_quoted(name_of(answer.phenotype.origin), to);
    append_name("diplotypes", to);
    append_list(call.diplotypes, to, [&](const DiplotypeCall& diplotype) {
        to += '{';
        append_name("name", to);
        append_quoted(diplotype.name, to);
        append_name("score", to);
        append_number(diplotype.score, to);
        to += '}';
    });
    append_name("source", to);
    append_list(told.source, to, [&](const std::string& source) { append_quoted(source, to); });
    append_name("recommended", to);
    append_list(told.recommended, to, [&](const DiplotypeMeaning& meaning) { append_meaning(meaning, to); });
    append_name("missing", to);
    append_number(static_cast<std::int64_t>(call.missing.size()), to);
    append_name("assumed", to);
    append_number(static_cast<std::int64_t>(call.assumed.size()), to);
    append_name("evidence", to);
    append_quoted(evidence(answer), to);
    to += '}';
}

}  // namespace strandline::clinic
