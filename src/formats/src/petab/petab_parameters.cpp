#include "problem_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::formats::petab {
namespace {

using Kind = PetabPrior::Kind;

struct PriorName {
    std::string_view name;
    Kind kind;
    std::size_t parameters;
};
constexpr PriorName prior_names[] = {
    {"cauchy", Kind::cauchy, 2},
    {"chisquare", Kind::chi_squared, 1},
    {"exponential", Kind::exponential, 1},
    {"gamma", Kind::gamma, 2},
    {"laplace", Kind::laplace, 2},
    {"log-laplace", Kind::log_laplace, 2},
    {"logLaplace", Kind::log_laplace, 2},
    {"log-normal", Kind::log_normal, 2},
    {"logNormal", Kind::log_normal, 2},
    {"log-uniform", Kind::log_uniform, 2},
    {"normal", Kind::normal, 2},
    {"rayleigh", Kind::rayleigh, 1},
    {"uniform", Kind::uniform, 2},
    {"parameterScaleNormal", Kind::parameter_scale_normal, 2},
    {"parameterScaleLaplace", Kind::parameter_scale_laplace, 2},
    {"parameterScaleUniform", Kind::parameter_scale_uniform, 2},
};

bool is_uniform(Kind kind) {
    return kind == Kind::uniform || kind == Kind::parameter_scale_uniform || kind == Kind::log_uniform;
}

/// Whether the numbers can be those of such a distribution.
bool fits(Kind kind, const std::vector<double>& of) {
    for (const double value : of)
        if (!std::isfinite(value)) return false;
    if (kind == Kind::log_uniform && of[0] <= 0) return false;
    if (is_uniform(kind)) return of[0] < of[1];
    if (kind == Kind::gamma) return of[0] > 0 && of[1] > 0;
    return of.back() > 0;
}

struct ParameterColumns {
    std::size_t id = 0;
    std::optional<std::size_t> name, scale, lower, upper, nominal, estimate, prior, prior_values, start,
        start_values;

    static Result<ParameterColumns> of(const PetabTable& table, int version) {
        ParameterColumns columns;
        STRANDLINE_TRY(columns.id, table.column("parameterId"));
        STRANDLINE_TRY(columns.estimate, table.column("estimate"));
        columns.name = table.find("parameterName");
        columns.lower = table.find("lowerBound");
        columns.upper = table.find("upperBound");
        columns.nominal = table.find("nominalValue");
        if (version >= 2) {
            columns.prior = table.find("priorDistribution");
            columns.prior_values = table.find("priorParameters");
            return columns;
        }
        STRANDLINE_TRY(columns.scale, table.column("parameterScale"));
        columns.prior = table.find("objectivePriorType");
        columns.prior_values = table.find("objectivePriorParameters");
        columns.start = table.find("initializationPriorType");
        columns.start_values = table.find("initializationPriorParameters");
        return columns;
    }
};

/// One row of the parameter table after the other.
class ParameterRows {
public:
    ParameterRows(ProblemDraft& draft, const PetabTable& table, const ParameterColumns& columns)
        : draft_(draft), table_(table), columns_(columns) {}

    void read() {
        PetabParameter made;
        made.id = table_.text(columns_.id);
        draft_.add_id(made.id, "a parameter id", table_.place(columns_.id));
        check_rules(made.id);
        made.name = table_.text(columns_.name);
        made.scale = scale();
        made.estimated = estimated();
        made.lower =
            bound(columns_.lower, -std::numeric_limits<double>::infinity(), made.estimated, "lowerBound");
        made.upper =
            bound(columns_.upper, std::numeric_limits<double>::infinity(), made.estimated, "upperBound");
        made.nominal = nominal(made);
        if (made.estimated) check_bounds(made);
        if (const auto prior = prior_of(draft_, table_, columns_.prior, columns_.prior_values))
            made.prior = *prior;
        if (const auto start = prior_of(draft_, table_, columns_.start, columns_.start_values)) {
            made.start_prior = *start;
            made.start_prior.truncated = true;
        }
        draft_.parameters.try_emplace(made.id, static_cast<std::int32_t>(draft_.problem.parameters.size()));
        draft_.problem.parameters.push_back(std::move(made));
    }

private:
    void check_rules(const std::string& id) {
        if (draft_.ruled.contains(id))
            draft_.errors.add(Error::input("petab.rule", "'{}' follows an assignment rule of the model", id)
                                  .at(table_.place(columns_.id))
                                  .expected("a parameter that no rule sets")
                                  .found("'{}'", id)
                                  .mend("take it out of the table, or the rule out of the model"));
    }

    PetabScale scale() {
        const std::string_view word = table_.text(columns_.scale);
        if (!columns_.scale || word == "lin" || word.empty()) return PetabScale::linear;
        if (word == "log") return PetabScale::log;
        if (word == "log10") return PetabScale::log10;
        draft_.errors.add(Error::input("petab.scale", "'{}' is no scale of parameters", printable(word))
                              .at(table_.place(columns_.scale))
                              .expected("lin, log or log10")
                              .found("'{}'", printable(word))
                              .mend("write one of the three"));
        return PetabScale::linear;
    }

    bool estimated() {
        const std::string_view word = table_.text(columns_.estimate);
        if (word == "1" || word == "true" || word == "True" || word == "TRUE" || word == "1.0") return true;
        if (word == "0" || word == "false" || word == "False" || word == "FALSE" || word == "0.0")
            return false;
        draft_.errors.add(Error::input("petab.estimate",
                                       "'{}' does not say whether the parameter is estimated",
                                       printable(word))
                              .at(table_.place(columns_.estimate))
                              .expected("{}", draft_.version() >= 2 ? "true or false" : "1 or 0")
                              .found("'{}'", printable(word))
                              .mend("write one of the two"));
        return false;
    }

    double bound(std::optional<std::size_t> column, double none, bool needed, std::string_view name) {
        if (!table_.given(column)) {
            if (needed)
                draft_.errors.add(Error::input("petab.bounds", "an estimated parameter has no {}", name)
                                      .at(table_.place(column ? column : std::optional(columns_.id)))
                                      .expected("a number in the column {}", name)
                                      .found("nothing")
                                      .mend("give the bound, not scaled"));
            return none;
        }
        const auto value = number_of(table_.text(column));
        if (!value) draft_.errors.add(not_a_number(name, table_.text(column), table_.place(column)));
        return value.value_or(none);
    }

    double nominal(const PetabParameter& made) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        if (!table_.given(columns_.nominal)) {
            if (!made.estimated)
                draft_.errors.add(
                    Error::input("petab.nominal", "'{}' is not estimated and has no value", made.id)
                        .at(table_.place(columns_.nominal ? columns_.nominal : std::optional(columns_.id)))
                        .expected("a number in the column nominalValue")
                        .found("nothing")
                        .mend("give its value, or estimate it"));
            return none;
        }
        const auto value = number_of(table_.text(columns_.nominal));
        if (!value)
            draft_.errors.add(
                not_a_number("nominalValue", table_.text(columns_.nominal), table_.place(columns_.nominal)));
        return value.value_or(none);
    }

    void check_bounds(const PetabParameter& made) {
        if (made.lower > made.upper)
            draft_.errors.add(
                Error::input("petab.bounds", "the bounds of '{}' are reversed", made.id)
                    .at(table_.place(columns_.lower))
                    .expected("lowerBound at most upperBound")
                    .found("{} and {}", table_.text(columns_.lower), table_.text(columns_.upper))
                    .mend("swap the two"));
        else if (made.scale != PetabScale::linear && !(made.lower > 0))
            draft_.errors.add(
                Error::input("petab.log_bound",
                             "'{}' has a logarithmic scale and a lower bound that has no logarithm", made.id)
                    .at(table_.place(columns_.lower))
                    .expected("a lowerBound above 0; bounds are not scaled")
                    .found("{}", table_.text(columns_.lower))
                    .mend("raise the bound, or choose the scale lin"));
        else if (made.scale != PetabScale::linear && made.nominal <= 0)
            draft_.errors.add(Error::input("petab.log_bound",
                                           "'{}' has a logarithmic scale and a value that has no logarithm",
                                           made.id)
                                  .at(table_.place(columns_.nominal))
                                  .expected("a nominalValue above 0; values are not scaled")
                                  .found("{}", table_.text(columns_.nominal))
                                  .mend("give a positive value, or choose the scale lin"));
    }

    ProblemDraft& draft_;
    const PetabTable& table_;
    const ParameterColumns& columns_;
};

Result<void> read_rows(ProblemDraft& draft, const OpenFile& open) {
    return each_table(draft.files.parameters, open, [&](PetabTable& table) -> Result<void> {
        STRANDLINE_TRY(const ParameterColumns columns, ParameterColumns::of(table, draft.version()));
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) return {};
            ParameterRows(draft, table, columns).read();
        }
    });
}

/// Of PEtab 2: where any parameter has a prior, all others' are uniform between their bounds.
void complete_priors(ProblemDraft& draft) {
    std::vector<PetabParameter>& all = draft.problem.parameters;
    const auto has_prior = [](const PetabParameter& each) { return each.prior.kind != Kind::none; };
    if (draft.version() < 2 || std::ranges::none_of(all, has_prior)) return;
    for (PetabParameter& each : all)
        if (each.estimated && !has_prior(each) && std::isfinite(each.upper - each.lower))
            each.prior = {Kind::uniform, {each.lower, each.upper}, false};
}

}  // namespace

std::optional<PetabPrior> prior_of(ProblemDraft& draft, const PetabTable& table,
                                   std::optional<std::size_t> kind, std::optional<std::size_t> values) {
    if (!table.given(kind)) return std::nullopt;
    const std::string_view word = table.text(kind);
    std::vector<std::string> known;
    const PriorName* named = nullptr;
    for (const PriorName& each : prior_names) {
        known.emplace_back(each.name);
        if (each.name == word) named = &each;
    }
    if (!named) {
        draft.errors.add(unknown_name("petab.prior", word, "prior", table.place(kind), known,
                                      "write one of the names that PEtab lists"));
        return std::nullopt;
    }
    PetabPrior made;
    made.kind = named->kind;
    made.truncated = draft.version() >= 2;
    if (!table.given(values)) {
        if (is_uniform(made.kind)) return std::nullopt;  // between the bounds: says nothing
    } else {
        for (const std::string_view part : parts_of(table.text(values)))
            made.parameters.push_back(number_of(part).value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    if (made.parameters.size() == named->parameters && fits(made.kind, made.parameters)) return made;
    draft.errors.add(Error::input("petab.prior", "the prior's parameters are not those of {}", word)
                         .at(table.place(table.given(values) ? values : kind))
                         .expected("{} between semicolons, scales above 0, bounds in order",
                                   counted(named->parameters, "number"))
                         .found("'{}'", printable(table.text(values)))
                         .mend("give the parameters as PEtab orders them"));
    return std::nullopt;
}

Result<void> read_parameters(ProblemDraft& draft, const OpenFile& open) {
    STRANDLINE_CHECK(read_rows(draft, open));
    complete_priors(draft);
    return {};
}

}  // namespace strandline::formats::petab
