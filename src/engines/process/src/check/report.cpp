#include "check/model_check.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <cmath>
#include <cstdint>

namespace strandline::process {
namespace {

constexpr std::size_t most_shown = 10;

std::string sum_text(const ConservedSum& sum) {
    std::string text;
    for (const auto& [species, coefficient] : sum.terms) {
        const double size = std::fabs(coefficient);
        text += text.empty() ? (coefficient < 0 ? "-" : "") : coefficient < 0 ? " - " : " + ";
        text += size == 1 ? species : format("{} {}", size, species);
    }
    return text + " = constant" + (sum.changed_by_events ? " between events" : "");
}

std::string excess_text(const ElementBalance::Excess& excess) {
    std::vector<std::string> words;
    for (const auto& [element, made] : excess.made) words.push_back(format("{} {:+.6g}", element, made));
    return excess.reaction + ": " + join(words, ", ");
}

std::string event_text(const domain::KineticEvent& event) {
    std::string text = event.id.empty() ? "event" : event.id;
    text += event.trigger ? ": when " + formats::formula_text(*event.trigger) : ": never, without a trigger";
    if (event.delay) text += ", after " + formats::formula_text(*event.delay);
    std::vector<std::string> set;
    for (const auto& assignment : event.assignments)
        if (assignment.formula)
            set.push_back(assignment.variable + " = " + formats::formula_text(*assignment.formula));
    return text + (set.empty() ? ", nothing is set" : ", " + join(set, "; "));
}

class ReportText {
public:
    ReportText(const domain::KineticModel& model, const ModelCheck& check) : model_(model), check_(check) {}

    std::string all() {
        line("model", format("{}: SBML Level {} Version {}, {}, {}, {}, {}",
                             model_.id.empty() ? "without id" : model_.id, model_.level, model_.version,
                             counted(model_.compartments.size(), "compartment"),
                             counted(model_.species.size(), "species", "species"),
                             counted(model_.parameters.size(), "parameter"),
                             counted(model_.reactions.size(), "reaction")));
        equations();
        line("without value", check_.without_value.empty() ? "none" : few(check_.without_value));
        lines("conserved", check_.conserved, sum_text);
        line("elements", format("{} balanced, {} not; {} without all formulas", check_.balance.balanced,
                                check_.balance.not_balanced.size(), check_.balance.without_formulas));
        if (!check_.balance.not_balanced.empty()) lines("", check_.balance.not_balanced, excess_text);
        lines("units", check_.units,
              [](const UnitRemark& remark) { return remark.where + ": " + remark.what; });
        lines("events", model_.events, event_text);
        return std::move(text_);
    }

private:
    void line(std::string_view title, std::string_view text) { text_ += format("{:<13}  {}\n", title, text); }

    void equations() {
        if (!check_.fault) {
            line("equations", format("{}, {} of them algebraic; {}, {}", counted(check_.states, "state"),
                                     check_.algebraic, counted(check_.delays, "delayed value"),
                                     counted(check_.switches, "switch", "switches")));
            return;
        }
        fault("no equations", *check_.fault);
        for (const Error& more : check_.fault->more()) fault("", more);
    }

    void fault(std::string_view title, const Error& error) {
        line(title, error.found().empty() ? error.what() : format("{}: {}", error.what(), error.found()));
    }

    static std::string few(const std::vector<std::string>& words) {
        if (words.size() <= most_shown) return join(words, ", ");
        return format("{}, and {} more", join({words.begin(), words.begin() + most_shown}, ", "),
                      words.size() - most_shown);
    }

    template <class Items, class Words>
    void lines(std::string_view title, const Items& items, Words&& words) {
        if (items.empty()) line(title, "none");
        for (std::size_t i = 0; i < items.size() && i < most_shown; ++i)
            line(i == 0 ? title : "", words(items[i]));
        if (items.size() > most_shown) line("", format("and {} more", items.size() - most_shown));
    }

    const domain::KineticModel& model_;
    const ModelCheck& check_;
    std::string text_;
};

Json faults(const std::optional<Error>& fault) {
    Json made = Json::array();
    const auto add = [&](const Error& error) {
        Json one = Json::object();
        one.set("code", error.code())
            .set("what", error.what())
            .set("found", error.found())
            .set("mend", error.mend());
        made.push_back(std::move(one));
    };
    if (!fault) return made;
    add(*fault);
    for (const Error& more : fault->more()) add(more);
    return made;
}

Json sums(const std::vector<ConservedSum>& sums) {
    Json made = Json::array();
    for (const ConservedSum& sum : sums) {
        Json terms = Json::object();
        for (const auto& [species, coefficient] : sum.terms) terms.set(species, coefficient);
        Json one = Json::object();
        one.set("terms", std::move(terms)).set("changed_by_events", sum.changed_by_events);
        made.push_back(std::move(one));
    }
    return made;
}

Json balance(const ElementBalance& balance) {
    Json not_balanced = Json::object();
    for (const auto& excess : balance.not_balanced) {
        Json made = Json::object();
        for (const auto& [element, count] : excess.made) made.set(element, count);
        not_balanced.set(excess.reaction, std::move(made));
    }
    Json made = Json::object();
    made.set("balanced", static_cast<std::uint64_t>(balance.balanced));
    made.set("without_formulas", static_cast<std::uint64_t>(balance.without_formulas));
    made.set("not_balanced", std::move(not_balanced));
    return made;
}

}  // namespace

std::string check_text(const domain::KineticModel& model, const ModelCheck& check) {
    return ReportText(model, check).all();
}

Json check_json(const domain::KineticModel& model, const ModelCheck& check) {
    const auto size = [](std::size_t count) { return static_cast<std::uint64_t>(count); };
    Json made = Json::object();
    made.set("model", model.id).set("level", model.level).set("version", model.version);
    Json counts = Json::object();
    counts.set("compartments", size(model.compartments.size())).set("species", size(model.species.size()));
    counts.set("parameters", size(model.parameters.size())).set("reactions", size(model.reactions.size()));
    counts.set("rules", size(model.rules.size())).set("events", size(model.events.size()));
    counts.set("states", size(check.states)).set("algebraic", size(check.algebraic));
    counts.set("delayed", size(check.delays)).set("switches", size(check.switches));
    made.set("counts", std::move(counts));
    made.set("usable", !check.fault.has_value()).set("faults", faults(check.fault));
    Json missing = Json::array();
    for (const std::string& id : check.without_value) missing.push_back(id);
    made.set("without_value", std::move(missing));
    made.set("conserved", sums(check.conserved));
    made.set("elements", balance(check.balance));
    Json units = Json::array();
    for (const UnitRemark& remark : check.units) {
        Json one = Json::object();
        one.set("where", remark.where).set("what", remark.what);
        units.push_back(std::move(one));
    }
    made.set("units", std::move(units));
    Json events = Json::array();
    for (const auto& event : model.events) events.push_back(event_text(event));
    made.set("events", std::move(events));
    return made;
}

}  // namespace strandline::process
