#include "problem_draft.hpp"

#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/petab.hpp>

#include <utility>

namespace strandline::formats {

Result<PetabProblem> read_petab(const Source& yaml,
                                const std::function<Result<Source>(std::string_view)>& open,
                                Context& context) {
    petab::ProblemDraft draft;
    STRANDLINE_TRY(draft.files, petab_files(yaml));
    draft.problem.version = draft.files.version;
    STRANDLINE_TRY(const Source model, open(draft.files.model));
    STRANDLINE_TRY(draft.problem.model, read_kinetic_model(model, context));
    petab::prepare_model(draft);
    STRANDLINE_CHECK(petab::read_mappings(draft, open));
    STRANDLINE_CHECK(petab::read_parameters(draft, open));
    STRANDLINE_CHECK(petab::read_conditions(draft, open));
    STRANDLINE_CHECK(petab::read_experiments(draft, open));
    STRANDLINE_CHECK(petab::read_observables(draft, open));
    petab::check_names(draft);
    // Names that are wrong there would make every row of the measurements wrong.
    if (draft.errors.any()) return fail(draft.errors.take());
    STRANDLINE_CHECK(petab::read_measurements(draft, open));
    if (draft.errors.any()) return fail(draft.errors.take());
    return std::move(draft.problem);
}

}  // namespace strandline::formats
