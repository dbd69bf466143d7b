#pragma once

#include "petab_ids.hpp"
#include "petab_table.hpp"

#include <strandline/formats/petab.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats::petab {

using OpenFile = std::function<Result<Source>(std::string_view)>;

/// A name that a formula uses, and where it stands, to be looked up when all tables are read.
struct NamedUse {
    std::string name;
    Place place;
};

/// A problem while its tables are read one after the other, each knowing what those before have named.
struct ProblemDraft {
    PetabProblem problem;
    PetabFiles files;
    Errors errors;

    std::set<std::string, std::less<>> model_ids;  // of the model, all that has a value
    std::set<std::string, std::less<>> ruled;      // set by assignment rules
    std::unordered_map<std::string, Place> ids;    // of PEtab's own tables
    std::unordered_map<std::string, std::int32_t> parameters, conditions, experiments, observables;
    std::vector<NamedUse> condition_uses, formula_uses, targets;

    int version() const { return problem.version; }
    /// An id of one of PEtab's tables: well formed, and there only once.
    void add_id(std::string_view id, std::string_view of_what, const Place& place);
    bool is_parameter(std::string_view name) const { return parameters.contains(std::string(name)); }
};

/// Opens each of the files as a table and calls `read(table)`.
Result<void> each_table(const std::vector<std::string>& names, const OpenFile& open,
                        const std::function<Result<void>(PetabTable&)>& read);

Error unknown_name(std::string code, std::string_view name, std::string_view of_what, const Place& place,
                   const std::vector<std::string>& known, std::string_view mend);
Error not_a_number(std::string_view column, std::string_view found, const Place& place,
                   std::string_view expected = "a number");

void prepare_model(ProblemDraft& draft);
Result<void> read_mappings(ProblemDraft& draft, const OpenFile& open);
Result<void> read_parameters(ProblemDraft& draft, const OpenFile& open);
Result<void> read_conditions(ProblemDraft& draft, const OpenFile& open);
Result<void> read_experiments(ProblemDraft& draft, const OpenFile& open);
Result<void> read_observables(ProblemDraft& draft, const OpenFile& open);
Result<void> read_measurements(ProblemDraft& draft, const OpenFile& open);
/// Names in formulas and targets of changes: each must be something.
void check_names(ProblemDraft& draft);

/// The prior of a row; "petab.prior" errors.
std::optional<PetabPrior> prior_of(ProblemDraft& draft, const PetabTable& table,
                                   std::optional<std::size_t> kind, std::optional<std::size_t> values);

}  // namespace strandline::formats::petab
