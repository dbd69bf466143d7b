#include "problem_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>

namespace strandline::formats::petab {
namespace {

using domain::Formula;
using Noise = PetabObservable::Noise;

struct ObservableColumns {
    std::size_t id = 0, formula = 0, noise = 0;
    std::optional<std::size_t> name, transformation, distribution, placeholders, noise_placeholders;

    static Result<ObservableColumns> of(const PetabTable& table, int version) {
        ObservableColumns columns;
        STRANDLINE_TRY(columns.id, table.column("observableId"));
        STRANDLINE_TRY(columns.formula, table.column("observableFormula"));
        STRANDLINE_TRY(columns.noise, table.column("noiseFormula"));
        columns.name = table.find("observableName");
        columns.distribution = table.find("noiseDistribution");
        if (version >= 2) {
            columns.placeholders = table.find("observablePlaceholders");
            columns.noise_placeholders = table.find("noisePlaceholders");
        } else {
            columns.transformation = table.find("observableTransformation");
        }
        return columns;
    }
};

class ObservableRows {
public:
    ObservableRows(ProblemDraft& draft, const PetabTable& table, const ObservableColumns& columns)
        : draft_(draft), table_(table), columns_(columns) {}

    void read() {
        PetabObservable made;
        made.id = table_.text(columns_.id);
        draft_.add_id(made.id, "an observable id", table_.place(columns_.id));
        made.name = table_.text(columns_.name);
        made.noise = noise();
        made.formula = formula(columns_.formula, "observableFormula");
        made.noise_formula = formula(columns_.noise, "noiseFormula");
        if (draft_.version() >= 2) {
            made.observable_placeholders = listed(columns_.placeholders);
            made.noise_placeholders = listed(columns_.noise_placeholders);
        } else {
            made.observable_placeholders = numbered(made, "observableParameter");
            made.noise_placeholders = numbered(made, "noiseParameter");
        }
        note_uses(made);
        if (draft_.observables
                .try_emplace(made.id, static_cast<std::int32_t>(draft_.problem.observables.size()))
                .second)
            draft_.problem.observables.push_back(std::move(made));
    }

private:
    Formula formula(std::size_t column, std::string_view name) {
        if (!table_.given(column)) {
            draft_.errors.add(
                Error::input("petab.formula", "the {} is missing", name)
                    .at(table_.place(column))
                    .expected("a formula")
                    .found("nothing")
                    .mend("{}", name == "noiseFormula"
                                    ? "give the standard deviation: a number, a parameter or a formula"
                                    : "say what is observed"));
            return {};
        }
        auto parsed = parse_petab_formula(table_.text(column), table_.place(column));
        if (parsed) return std::move(*parsed);
        draft_.errors.add(std::move(parsed).error());
        return {};
    }

    void refuse_word(std::size_t column, std::string_view of_what, std::string_view expected) {
        draft_.errors.add(
            Error::input("petab.noise", "'{}' is no {}", printable(table_.text(column)), of_what)
                .at(table_.place(column))
                .expected("{}", expected)
                .found("'{}'", printable(table_.text(column)))
                .mend("write one of these"));
    }

    Noise noise() {
        const std::string_view word =
            table_.given(columns_.distribution) ? table_.text(columns_.distribution) : "normal";
        const bool laplace = word == "laplace" || word == "log-laplace";
        const bool second = draft_.version() >= 2;
        if (!laplace && word != "normal" && !(second && word == "log-normal"))
            refuse_word(*columns_.distribution, "distribution of noise",
                        second ? "normal, laplace, log-normal or log-laplace" : "normal or laplace");
        if (second && word.starts_with("log-")) return laplace ? Noise::log_laplace : Noise::log_normal;
        const std::string_view scale =
            table_.given(columns_.transformation) ? table_.text(columns_.transformation) : "lin";
        if (scale == "log") return laplace ? Noise::log_laplace : Noise::log_normal;
        if (scale == "log10") return laplace ? Noise::log10_laplace : Noise::log10_normal;
        if (scale != "lin") refuse_word(*columns_.transformation, "transformation", "lin, log or log10");
        return laplace ? Noise::laplace : Noise::normal;
    }

    std::vector<std::string> listed(std::optional<std::size_t> column) {
        std::vector<std::string> names;
        if (!table_.given(column)) return names;
        for (const std::string_view part : parts_of(table_.text(column))) {
            if (auto wrong = wrong_id(part, "a placeholder", 2, table_.place(column)))
                draft_.errors.add(std::move(*wrong));
            names.emplace_back(part);
        }
        return names;
    }

    /// Placeholders of PEtab 1, which are told by their names: kind, number from 1, id of the observable.
    std::vector<std::string> numbered(const PetabObservable& made, std::string_view kind) {
        std::set<int> numbers;
        const std::string end = "_" + made.id;
        const auto look = [&](const Formula& part) {
            if (part.op != Formula::Op::name || !part.name.starts_with(kind) || !part.name.ends_with(end))
                return;
            const char* first = part.name.data() + kind.size();
            const char* last = part.name.data() + part.name.size() - end.size();
            int number = 0;
            if (first < last && std::from_chars(first, last, number).ptr == last) numbers.insert(number);
        };
        domain::each_part(made.formula, look);
        domain::each_part(made.noise_formula, look);
        std::vector<std::string> names;
        for (const int number : numbers) {
            names.push_back(format("{}{}{}", kind, number, end));
            if (number == static_cast<int>(names.size())) continue;
            draft_.errors.add(Error::input("petab.placeholder", "the placeholders of '{}' have gaps", made.id)
                                  .at(table_.place(columns_.formula))
                                  .expected("{}{}{}", kind, names.size(), end)
                                  .found("{}", names.back())
                                  .mend("number them from 1 without gaps"));
            break;
        }
        return names;
    }

    void note_uses(const PetabObservable& made) {
        const auto is_placeholder = [&](const std::string& name) {
            return std::ranges::find(made.observable_placeholders, name) !=
                       made.observable_placeholders.end() ||
                   std::ranges::find(made.noise_placeholders, name) != made.noise_placeholders.end();
        };
        const auto note = [&](const Formula& formula, std::size_t column) {
            domain::each_part(formula, [&](const Formula& part) {
                if (part.op == Formula::Op::name && !is_placeholder(part.name))
                    draft_.formula_uses.push_back({part.name, table_.place(column)});
            });
        };
        note(made.formula, columns_.formula);
        note(made.noise_formula, columns_.noise);
    }

    ProblemDraft& draft_;
    const PetabTable& table_;
    const ObservableColumns& columns_;
};

}  // namespace

Result<void> read_observables(ProblemDraft& draft, const OpenFile& open) {
    return each_table(draft.files.observables, open, [&](PetabTable& table) -> Result<void> {
        STRANDLINE_TRY(const ObservableColumns columns, ObservableColumns::of(table, draft.version()));
        for (;;) {
            STRANDLINE_TRY(const bool more, table.next());
            if (!more) return {};
            ObservableRows(draft, table, columns).read();
        }
    });
}

}  // namespace strandline::formats::petab
