#include "thread_operations.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace strandline::chain {

using namespace operation;

namespace {

/// The whole history as adjacency in memory: lineage questions are answered by walking it.
class Lineage {
public:
    explicit Lineage(std::vector<store::RecordFacts> records) : records_(std::move(records)) {
        for (std::size_t i = 0; i < records_.size(); ++i) {
            by_id_[records_[i].id.digest.hex()] = i;
            for (const auto& [role, id] : records_[i].outputs) makers_[id.digest.hex()].push_back(i);
            for (const auto& [role, id] : records_[i].inputs) users_[id.digest.hex()].push_back(i);
        }
    }
    const std::vector<store::RecordFacts>& records() const { return records_; }
    std::size_t record(const store::Id& id) const { return by_id_.at(id.digest.hex()); }
    /// Runs that made an artefact, the first one first; a repeated run makes the same artefact again.
    const std::vector<std::size_t>& makers(const store::Id& id) const { return find(makers_, id); }
    const std::vector<std::size_t>& users(const store::Id& id) const { return find(users_, id); }

private:
    using Lists = std::unordered_map<std::string, std::vector<std::size_t>>;
    static const std::vector<std::size_t>& find(const Lists& lists, const store::Id& id) {
        static const std::vector<std::size_t> none;
        const auto found = lists.find(id.digest.hex());
        return found == lists.end() ? none : found->second;
    }
    std::vector<store::RecordFacts> records_;
    std::unordered_map<std::string, std::size_t> by_id_;
    Lists makers_, users_;
};

enum class Direction { up, down };

struct Node {
    bool is_record = false;
    store::Id id;
    std::string role;  // by which the node above uses it, or it uses that one
    std::size_t depth = 0;
    bool last = false;  // of its siblings
    bool shown_before = false;
    std::size_t identical_runs = 0;
    std::optional<store::Id> used_by;  // upwards: the run whose input this is
};

struct Next {
    bool is_record;
    store::Id id;
    std::string role;
    std::size_t identical_runs;
};

/// What makes two runs the same story: operation, semantics and inputs.
std::string story_of(const store::RecordFacts& record) {
    std::string story = format("{}\n{}", record.operation, record.semantics);
    for (const auto& [role, id] : record.inputs) story += "\n" + role + " " + id.text();
    return story;
}

std::vector<Next> next_of(const Lineage& lineage, const Node& node, Direction direction) {
    std::vector<Next> next;
    if (node.is_record) {
        const store::RecordFacts& record = lineage.records()[lineage.record(node.id)];
        for (const auto& [role, id] : direction == Direction::up ? record.inputs : record.outputs)
            next.push_back({false, id, role, 0});
        return next;
    }
    if (direction == Direction::up) {
        // Each different way in which it was made is shown; repeated runs of one way are counted.
        std::map<std::string, std::size_t> ways;
        for (const std::size_t maker : lineage.makers(node.id)) {
            const store::RecordFacts& record = lineage.records()[maker];
            const auto [way, is_new] = ways.emplace(story_of(record), next.size());
            if (is_new)
                next.push_back({true, record.id, "", 0});
            else
                ++next[way->second].identical_runs;
        }
        return next;
    }
    std::set<std::string> seen;
    for (const std::size_t user : lineage.users(node.id))
        if (seen.insert(lineage.records()[user].id.digest.hex()).second)
            next.push_back({true, lineage.records()[user].id, "", 0});
    return next;
}

/// Depth first with a stack of its own, so that a deep history does not end the program's.
std::vector<Node> walk(const Lineage& lineage, const Named& start, Direction direction) {
    std::vector<Node> order;
    std::vector<Node> stack{{.is_record = start.is_record, .id = start.id, .last = true}};
    std::set<std::string> seen;
    while (!stack.empty()) {
        Node node = std::move(stack.back());
        stack.pop_back();
        const std::vector<Next> next = next_of(lineage, node, direction);
        node.shown_before = !seen.insert(node.id.digest.hex()).second && !next.empty();
        order.push_back(node);
        if (node.shown_before) continue;
        const bool up_from_record = node.is_record && direction == Direction::up;
        for (std::size_t i = next.size(); i-- > 0;)
            stack.push_back({.is_record = next[i].is_record,
                             .id = next[i].id,
                             .role = next[i].role,
                             .depth = node.depth + 1,
                             .last = i + 1 == next.size(),
                             .identical_runs = next[i].identical_runs,
                             .used_by = up_from_record ? std::optional(node.id) : std::nullopt});
    }
    return order;
}

/// Words for nodes: open facts always, names and settings where the key is at hand.
class Describer {
public:
    /// `asked` is how the user called the node that the walk begins at.
    Describer(store::Workspace& workspace, const Lineage& lineage, const Registry& registry,
              std::string asked)
        : workspace_(workspace), lineage_(lineage), registry_(registry), asked_(std::move(asked)) {}

    std::string record(const Node& node) {
        const store::RecordFacts& facts = lineage_.records()[lineage_.record(node.id)];
        std::string text = format("{}  [record {}, {}", facts.operation, short_id(node.id), facts.day);
        if (node.identical_runs > 0)
            text += format(", and {}", counted(node.identical_runs, "identical run"));
        text += "]";
        const Json* body = body_of(node.id);
        if (!body) return text;
        if (const Json* circumstances = body->find("circumstances"))
            if (const Json* program = circumstances->find("program"); program && program->is_string())
                text += "  " + program->string();
        if (const Json* parameters = body->find("parameters"))
            for (const auto& [name, value] : parameters->members())
                if (!says_nothing(facts.operation, name, value))
                    text += format("  {}={}", name, value.is_string() ? value.string() : value.compact());
        return text;
    }

    /// A default that stands for "not asked for": an absent flag, an empty text, a zero.
    bool says_nothing(const std::string& operation, const std::string& name, const Json& value) const {
        const Operation* known = registry_.find(operation);
        const Param* param = known ? known->param(name) : nullptr;
        if (!param || !param->default_value || *param->default_value != value) return false;
        return value == Json(false) || value == Json("") || value == Json(0) || value == Json("auto");
    }

    /// True once a body could not be opened.
    bool met_closed_bodies() const { return closed_; }

    std::string artefact(const Node& node) {
        const auto facts = workspace_.artefact(node.id);
        std::string text = node.role.empty() ? "" : node.role + ": ";
        if (const std::string name = name_of(node); !name.empty()) text += name + "  ";
        text += format("{}  sha256:{}", facts ? facts->format : "?", short_id(node.id));
        if (facts && facts->state != store::ArtefactFacts::Body::held)
            text +=
                facts->state == store::ArtefactFacts::Body::elsewhere ? "  (bytes elsewhere)" : "  (sealed)";
        return text;
    }

private:
    /// A file name that a run has used for this artefact.
    std::string name_of(const Node& node) {
        std::error_code ignored;
        if (node.depth == 0 && std::filesystem::is_regular_file(asked_, ignored)) return asked_;
        if (node.used_by)
            return name_in(lineage_.records()[lineage_.record(*node.used_by)], node.role, node.id);
        for (const auto* list : {&lineage_.makers(node.id), &lineage_.users(node.id)})
            for (const std::size_t index : *list) {
                const store::RecordFacts& facts = lineage_.records()[index];
                for (const auto* parts : {&facts.outputs, &facts.inputs})
                    for (const auto& [role, id] : *parts)
                        if (id == node.id)
                            if (std::string name = name_in(facts, role, id); !name.empty()) return name;
            }
        return "";
    }

    /// How one run called its part; "" for a list of words, and where the body is closed. Several parts of
    /// one role have their names in the order in which the record links them.
    std::string name_in(const store::RecordFacts& record, const std::string& role, const store::Id& part) {
        const Json* body = body_of(record.id);
        const Json* names = body ? body->find("names") : nullptr;
        const Json* name = names ? names->find(role) : nullptr;
        if (name && name->is_array()) {
            std::size_t at = 0;
            for (const auto* parts : {&record.inputs, &record.outputs})
                for (const auto& [other, id] : *parts)
                    if (other == role && id == part && at < name->items().size())
                        return as_name(&name->items()[at]);
                    else if (other == role)
                        ++at;
            return "";
        }
        return as_name(name);
    }

    static std::string as_name(const Json* name) {
        return name && name->is_string() && !name->string().starts_with("--") ? name->string() : "";
    }

    const Json* body_of(const store::Id& id) {
        const auto known = bodies_.find(id.digest.hex());
        if (known != bodies_.end()) return known->second ? &*known->second : nullptr;
        if (closed_) return nullptr;
        auto body = workspace_.record_body(id);
        if (!body) closed_ = true;  // without the key: asked once, not for each
        auto& kept = bodies_[id.digest.hex()];
        if (body) kept = std::move(*body);
        return kept ? &*kept : nullptr;
    }

    store::Workspace& workspace_;
    const Lineage& lineage_;
    const Registry& registry_;
    std::string asked_;
    std::map<std::string, std::optional<Json>> bodies_;
    bool closed_ = false;
};

std::string as_tree(const std::vector<Node>& nodes, Describer& describe) {
    std::string text;
    std::vector<bool> open;  // which ancestors have siblings still to come
    for (const Node& node : nodes) {
        open.resize(node.depth);
        for (std::size_t i = 1; i < node.depth; ++i) text += open[i] ? "│  " : "   ";
        if (node.depth > 0) text += node.last ? "└─ " : "├─ ";
        open.push_back(!node.last);
        text += node.is_record ? describe.record(node) : describe.artefact(node);
        text += node.shown_before ? "  (see above)\n" : "\n";
    }
    return text;
}

Json as_json(const std::vector<Node>& nodes, const Lineage& lineage, store::Workspace& workspace) {
    Json artefacts = Json::array(), records = Json::array();
    std::set<std::string> seen;
    for (const Node& node : nodes) {
        if (!seen.insert(node.id.digest.hex()).second) continue;
        if (node.is_record) {
            const store::RecordFacts& facts = lineage.records()[lineage.record(node.id)];
            const auto links = [](const auto& parts) {
                Json array = Json::array();
                for (const auto& [role, id] : parts)
                    array.push_back(Json::object({{"role", role}, {"artefact", id.text()}}));
                return array;
            };
            records.push_back(Json::object({{"id", node.id.text()},
                                            {"operation", facts.operation},
                                            {"day", facts.day},
                                            {"inputs", links(facts.inputs)},
                                            {"outputs", links(facts.outputs)}}));
        } else {
            const auto facts = workspace.artefact(node.id);
            artefacts.push_back(
                Json::object({{"id", node.id.text()}, {"format", facts ? facts->format : ""}}));
        }
    }
    return Json::object({{"start", nodes.front().id.text()}, {"artefacts", artefacts}, {"records", records}});
}

std::string as_dot(const std::vector<Node>& nodes, const Lineage& lineage, store::Workspace& workspace) {
    std::string graph = "digraph thread {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
    std::set<std::string> seen;
    for (const Node& node : nodes) {
        if (!seen.insert(node.id.digest.hex()).second) continue;
        const std::string name = short_id(node.id);
        if (!node.is_record) {
            const auto facts = workspace.artefact(node.id);
            graph += format("  \"{}\" [shape=note, label=\"{}\\n{}\"];\n", name, facts ? facts->format : "?",
                            name);
            continue;
        }
        const store::RecordFacts& facts = lineage.records()[lineage.record(node.id)];
        graph +=
            format("  \"{}\" [shape=box, style=rounded, label=\"{}\\n{}\"];\n", name, facts.operation, name);
        for (const auto& [role, id] : facts.inputs)
            graph += format("  \"{}\" -> \"{}\" [label=\"{}\"];\n", short_id(id), name, role);
        for (const auto& [role, id] : facts.outputs)
            graph += format("  \"{}\" -> \"{}\" [label=\"{}\"];\n", name, short_id(id), role);
    }
    return graph + "}\n";
}

Result<Answer> trace(Session& session, const Registry& registry, const Call& call, Context& context) {
    if (call.flag("up") && call.flag("down"))
        return fail(Error::input("trace.direction", "--up and --down at once")
                        .expected("one of them")
                        .mend("leave one out; --up is what happens without either"));
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    STRANDLINE_TRY(const Named named, find_named(session.state(), call.text("id")));
    STRANDLINE_TRY(auto records, workspace->records());
    const Lineage lineage(std::move(records));
    const std::vector<Node> nodes = walk(lineage, named, call.flag("down") ? Direction::down : Direction::up);
    Sink& out = call.output("report");
    if (call.flag("graph")) {
        out.write(as_dot(nodes, lineage, *workspace));
    } else if (call.form == Form::json) {
        out.write(as_json(nodes, lineage, *workspace).pretty());
    } else {
        Describer describe(*workspace, lineage, registry, call.text("id"));
        out.write(as_tree(nodes, describe));
        if (describe.met_closed_bodies())
            context.log(LogLevel::notice,
                        "names, settings and program are sealed: give the passphrase to see them");
    }
    return Answer::yes;
}

}  // namespace

Operation trace_operation(Session& session, const Registry& registry) {
    return {.name = "thread trace",
            .summary = "Follow a result back to where it came from, or forward to what was made of it",
            .description =
                "Upwards (the default): the run that made it, that run's inputs, the runs that made those, "
                "and so on. Downwards: everything that depends "
                "on it, such as all results to look at again when a genome turns out to be the wrong one.",
            .kind = Kind::query,
            .params = {text("id").positional().required().value("ID").help(
                           "id, its beginning, or a file that a run has read or written"),
                       flag("up").help("towards the inputs (the default)"),
                       flag("down").help("towards what was made of it"),
                       flag("graph").help("as a Graphviz graph")},
            .outputs = {port("report").format("text").described("the lineage as a tree, JSON or graph")},
            .example = "strandline thread trace recommended.tsv",
            .run = [&session, &registry](Call& call, Context& context) {
                return trace(session, registry, call, context);
            }};
}

}  // namespace strandline::chain
