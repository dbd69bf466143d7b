#include "thread_operations.hpp"
#include "table_form.hpp"

#include <strandline/formats/bgzf.hpp>

#include <algorithm>

namespace strandline::chain {

using namespace operation;

namespace {

using Body = store::ArtefactFacts::Body;

std::string_view name_of(Body body) {
    return body == Body::held ? "held" : body == Body::elsewhere ? "elsewhere" : "sealed";
}

Port report_port(std::string help) { return port("report").format("text").described(std::move(help)); }

Json links(const std::vector<std::pair<std::string, store::Id>>& parts) {
    Json array = Json::array();
    for (const auto& [role, id] : parts)
        array.push_back(Json::object({{"role", role}, {"artefact", id.text()}}));
    return array;
}

Result<Answer> log(Session& session, const Call& call) {
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    STRANDLINE_TRY(const auto records, workspace->records());
    STRANDLINE_TRY(const auto state, workspace->log_state());
    Sink& out = call.output("report");
    if (call.form == Form::json) {
        Json array = Json::array();
        for (const store::RecordFacts& record : records)
            array.push_back(Json::object({{"leaf", record.leaf},
                                          {"record", record.id.text()},
                                          {"day", record.day},
                                          {"operation", record.operation},
                                          {"semantics", record.semantics},
                                          {"agent", record.agent},
                                          {"inputs", links(record.inputs)},
                                          {"outputs", links(record.outputs)}}));
        out.write(Json::object({{"origin", state.origin},
                                {"leaves", state.leaves},
                                {"signed", state.signed_leaves},
                                {"root", state.root.hex()},
                                {"records", array}})
                      .pretty());
        return Answer::yes;
    }
    const bool tsv = call.form == Form::tsv;
    if (tsv) out.write("leaf\tday\trecord\toperation\toutputs\n");
    for (const store::RecordFacts& record : records) {
        std::vector<std::string> outputs;
        for (const auto& [role, id] : record.outputs)
            outputs.push_back(role + " " + (tsv ? id.text() : short_id(id)));
        if (tsv)
            out.write(format("{}\t{}\t{}\t{}\t{}\n", record.leaf, record.day, record.id.text(),
                             record.operation, join(outputs, ";")));
        else
            out.write(format("{:>5}  {}  {}  {:<18}  {}\n", record.leaf, record.day, short_id(record.id),
                             record.operation, join(outputs, ", ")));
    }
    if (!tsv)
        out.write(format("{}, {} of them not covered by a signed checkpoint\n",
                         counted(state.leaves, "leaf", "leaves"),
                         with_thousands(state.leaves - state.signed_leaves)));
    return Answer::yes;
}

std::string parts_text(std::string_view title, const std::vector<std::pair<std::string, store::Id>>& parts,
                       store::Workspace& workspace) {
    std::string text;
    for (const auto& [role, id] : parts) {
        const auto facts = workspace.artefact(id);
        text += format("  {:<7} {:<10} {}  {}{}\n", title, role, id.text(), facts ? facts->format : "?",
                       facts ? format(", {}", name_of(facts->state)) : "");
    }
    return text;
}

Result<Answer> show_record(store::Workspace& workspace, const store::Id& id, const Call& call) {
    STRANDLINE_TRY(const store::RecordFacts record, workspace.record(id));
    const Result<Json> body = workspace.record_body(id);
    if (call.form == Form::json) {
        Json json = Json::object({{"record", id.text()}, {"leaf", record.leaf}, {"header", record.header}});
        json.set("body", body ? *body : Json(nullptr));
        if (!body) json.set("body_closed", body.error().what());
        call.output("report").write(json.pretty());
        return Answer::yes;
    }
    std::string text =
        format("record {}\n  operation {} (semantics {}), {}, leaf {}\n  agent {}\n", id.text(),
               record.operation, record.semantics, record.day, record.leaf, record.agent);
    text += parts_text("input", record.inputs, workspace) + parts_text("output", record.outputs, workspace);
    text += body ? "body " + body->pretty() : format("body closed: {}\n", body.error().what());
    call.output("report").write(text);
    return Answer::yes;
}

/// The bytes of an artefact; a table of ours in the form asked for.
Result<Answer> show_content(store::Workspace& workspace, const store::ArtefactFacts& facts,
                            const Registry& registry, const Call& call) {
    STRANDLINE_TRY(const Source body, workspace.open_body(facts.id));
    const Port unknown = port("content").format(facts.format);
    const Port* table = registry.table_of(facts.format);
    STRANDLINE_CHECK(chain::show(body, table ? *table : unknown, call.form, call.output("report")));
    return Answer::yes;
}

Result<Answer> show_artefact(store::Workspace& workspace, const store::Id& id, const Registry& registry,
                             const Call& call) {
    STRANDLINE_TRY(const store::ArtefactFacts facts, workspace.artefact(id));
    if (call.flag("content")) return show_content(workspace, facts, registry, call);
    STRANDLINE_TRY(const auto records, workspace.records());
    std::vector<std::string> made_by, used_by;
    const auto has = [&](const auto& parts) {
        return std::ranges::any_of(parts, [&](const auto& part) { return part.second == id; });
    };
    for (const store::RecordFacts& record : records) {
        if (has(record.outputs)) made_by.push_back(record.id.text() + "  " + record.operation);
        if (has(record.inputs)) used_by.push_back(record.id.text() + "  " + record.operation);
    }
    if (call.form == Form::json) {
        Json json = Json::object({{"artefact", id.text()},
                                  {"format", facts.format},
                                  {"private", facts.is_private},
                                  {"body", name_of(facts.state)}});
        if (facts.body) json.set("body_sha256", facts.body->hex());
        if (facts.size) json.set("size", *facts.size);
        Json made = Json::array(), used = Json::array();
        for (const std::string& line : made_by) made.push_back(line.substr(0, 71));
        for (const std::string& line : used_by) used.push_back(line.substr(0, 71));
        json.set("made_by", made).set("used_by", used);
        call.output("report").write(json.pretty());
        return Answer::yes;
    }
    std::string text = format("artefact {}\n  format {}, {}\n", id.text(), facts.format,
                              facts.is_private ? "private" : "open");
    if (facts.body) text += format("  body   sha256:{}\n", facts.body->hex());
    if (facts.size) text += format("  size   {} bytes\n", with_thousands(*facts.size));
    text += format("  bytes  {}\n", name_of(facts.state));
    for (const std::string& line : made_by) text += "  made by " + line + "\n";
    for (const std::string& line : used_by) text += "  used by " + line + "\n";
    call.output("report").write(text);
    return Answer::yes;
}

Result<Answer> show_named(Session& session, const Registry& registry, const Call& call) {
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    STRANDLINE_TRY(const Named named, find_named(session.state(), call.text("id")));
    return named.is_record ? show_record(*workspace, named.id, call)
                           : show_artefact(*workspace, named.id, registry, call);
}

Json verify_as_json(const store::VerifyReport& report) {
    Json signatures = Json::array(), damage = Json::array(), unverified = Json::array();
    for (const auto& s : report.checkpoints)
        signatures.push_back(Json::object(
            {{"leaves", s.size}, {"name", s.name}, {"key", s.key}, {"known", s.known}, {"own", s.own}}));
    for (const std::string& line : report.damage) damage.push_back(line);
    for (const std::string& line : report.unverified) unverified.push_back(line);
    Json json = Json::object({{"good", report.good()},
                              {"bodies", Json::object({{"held", report.bodies_held},
                                                       {"elsewhere", report.bodies_elsewhere},
                                                       {"sealed", report.bodies_sealed}})},
                              {"artefacts", report.artefacts},
                              {"records", report.records},
                              {"leaves", report.leaves},
                              {"unsigned_leaves", report.unsigned_leaves},
                              {"root", report.root.hex()},
                              {"signatures", signatures},
                              {"damage", damage},
                              {"unverified", unverified}});
    json.set("against", report.against_given
                            ? Json::object({{"name", report.against_name}, {"agrees", report.against_agrees}})
                            : Json(nullptr));
    return json;
}

std::string signatures_text(const store::VerifyReport& report) {
    if (report.checkpoints.empty()) return "none: no checkpoint has been signed";
    std::vector<std::string> lines;
    for (const auto& s : report.checkpoints) {
        const std::string line = format("{} {} ({})", s.name, s.key.substr(0, 24),
                                        s.own     ? "this workspace's own key"
                                        : s.known ? "pinned"
                                                  : "UNKNOWN");
        if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
    }
    return format("{} by {}", counted(report.checkpoints.size(), "checkpoint"), join(lines, "; "));
}

/// Damage so deep that the workspace does not even open is a verdict, too.
Answer not_even_opened(const Error& error, const Call& call) {
    store::VerifyReport report;
    report.damage.push_back(error.what());
    call.output("report").write(call.form == Form::json
                                    ? verify_as_json(report).pretty()
                                    : format("DAMAGED     {}\nNOT VERIFIED\n", error.what()));
    return Answer::no;
}

Result<Answer> verify(Session& session, const Call& call, Context& context) {
    auto opened = session.state().required_workspace();
    if (!opened && opened.error().code() == "workspace.damaged") return not_even_opened(opened.error(), call);
    STRANDLINE_TRY(store::Workspace * workspace, std::move(opened));
    // Closed bodies are opened and checked, too, where that asks nobody for anything.
    if (session.options().passphrase_at_hand) STRANDLINE_CHECK(workspace->unlock());
    std::optional<Source> against;
    if (call.has("against")) against = call.input("against");
    std::vector<store::PublicKey> trusted;
    for (const Source& file : call.inputs("trust")) {
        STRANDLINE_TRY(const auto keys, store::Workspace::read_keys(file));
        trusted.insert(trusted.end(), keys.begin(), keys.end());
    }
    STRANDLINE_TRY(const store::VerifyReport report, workspace->verify(against, trusted, context));
    const Answer answer = report.good() ? Answer::yes : Answer::no;
    if (call.form == Form::json) {
        call.output("report").write(verify_as_json(report).pretty());
        return answer;
    }
    std::string text;
    text += format("bodies      {} held and re-hashed, {} elsewhere, {} sealed\n",
                   with_thousands(report.bodies_held), with_thousands(report.bodies_elsewhere),
                   with_thousands(report.bodies_sealed));
    text += format("links, log  {}, {}, {} recomputed; {} not covered by a signature\n",
                   counted(report.artefacts, "artefact"), counted(report.records, "record"),
                   counted(report.leaves, "leaf", "leaves"), with_thousands(report.unsigned_leaves));
    text += format("signatures  {}\n", signatures_text(report));
    if (!report.against_given)
        text += "compared    none given: rewriting by the owner would not be seen\n";
    else
        text += format("compared    with {}: {}\n", report.against_name,
                       report.against_agrees ? "agrees, nothing before it was changed, reordered or dropped"
                                             : "DOES NOT AGREE");
    for (const std::string& line : report.damage) text += format("DAMAGED     {}\n", line);
    for (const std::string& line : report.unverified) text += format("UNVERIFIED  {}\n", line);
    text += report.good() ? "verified\n" : "NOT VERIFIED\n";
    call.output("report").write(text);
    return answer;
}

Result<Answer> checkpoint(Session& session, const Call& call) {
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    STRANDLINE_TRY(const std::string note, workspace->checkpoint());
    call.output("checkpoint").write(note);
    return Answer::yes;
}

/// Operations on the workspace itself leave a record of their own.
Result<void> record_admin(store::Workspace& workspace, const Session::Options& options, std::string operation,
                          Json parameters) {
    store::Run run;
    run.operation = std::move(operation);
    run.parameters = std::move(parameters);
    run.circumstances = Json::object({{"program", options.program}});
    return workspace.append(run).map([](const store::Appended&) {});
}

Result<Answer> check(Session& session, const Call& call, Context& context) {
    const Session::Options& options = session.options();
    const auto folder = options.workspace ? options.workspace : store::Workspace::find_upward(options.folder);
    if (!folder)
        return fail(Error::environment("workspace.missing", "there is no workspace here or in a folder above")
                        .mend("name one with --workspace DIR"));
    STRANDLINE_TRY(const store::CheckReport report,
                   store::Workspace::check(*folder, call.flag("repair"), context));
    if (!report.repaired.empty() && report.clean_after) {
        STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
        Json repaired = Json::array();
        for (const std::string& line : report.repaired) repaired.push_back(line);
        STRANDLINE_CHECK(record_admin(*workspace, session.options(), "thread check",
                                      Json::object({{"repaired", repaired}})));
    }
    if (call.form == Form::json) {
        Json found = Json::array(), repaired = Json::array();
        for (const std::string& line : report.found) found.push_back(line);
        for (const std::string& line : report.repaired) repaired.push_back(line);
        call.output("report").write(
            Json::object({{"clean", report.clean_after}, {"found", found}, {"repaired", repaired}}).pretty());
    } else {
        std::string text;
        for (const std::string& line : report.found) text += "found     " + line + "\n";
        for (const std::string& line : report.repaired) text += "repaired  " + line + "\n";
        text += report.clean_after ? "clean\n"
                : call.flag("repair")
                    ? "damage remains that cannot be repaired without losing records: restore from a copy\n"
                    : "not clean: --repair mends what can be mended\n";
        call.output("report").write(text);
    }
    return report.clean_after ? Answer::yes : Answer::no;
}

Result<Answer> key_show(Session& session, const Call& call) {
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    const store::PublicKey own = workspace->own_key();
    STRANDLINE_TRY(const auto trusted, workspace->trusted_keys());
    Sink& out = call.output("report");
    if (call.form == Form::json) {
        const auto as_json = [](const store::PublicKey& key) {
            return Json::object({{"name", key.name}, {"key", key.key}, {"fingerprint", key.fingerprint()}});
        };
        Json pinned = Json::array();
        for (const store::PublicKey& key : trusted) pinned.push_back(as_json(key));
        out.write(Json::object({{"own", as_json(own)}, {"trusted", pinned}}).pretty());
        return Answer::yes;
    }
    out.write(format("{} {}\n", own.name, own.key));
    if (call.form == Form::text) {
        out.write(format("# fingerprint {} (this workspace's own key; the line above is what partners pin)\n",
                         own.fingerprint()));
        for (const store::PublicKey& key : trusted)
            out.write(format("# trusted: {} {} {}\n", key.name, key.key, key.fingerprint()));
    }
    return Answer::yes;
}

Result<Answer> key_trust(Session& session, const Call& call) {
    STRANDLINE_TRY(store::Workspace * workspace, session.state().required_workspace());
    STRANDLINE_TRY(const auto keys, store::Workspace::read_keys(call.input("keys")));
    for (const store::PublicKey& key : keys) {
        const std::string wanted = call.text("fingerprint");
        if (!wanted.empty() && wanted != key.fingerprint())
            return fail(Error::no("key.fingerprint", "the key of {} is not the one expected", key.name)
                            .expected("{}", wanted)
                            .found("{}", key.fingerprint())
                            .mend("ask its owner for the fingerprint on another way than you got the file"));
        STRANDLINE_CHECK(workspace->trust(key));
        STRANDLINE_CHECK(record_admin(*workspace, session.options(), "thread key trust",
                                      Json::object({{"name", key.name}, {"key", key.key}})));
        call.output("report").write(format("trusted {} {}\n", key.name, key.fingerprint()));
    }
    return Answer::yes;
}

}  // namespace

std::string short_id(const store::Id& id) { return id.digest.hex().substr(0, 12); }

Result<Named> find_named(Session::State& session, const std::string& words) {
    STRANDLINE_TRY(store::Workspace * workspace, session.required_workspace());
    std::error_code ignored;
    if (std::filesystem::is_regular_file(words, ignored)) {
        STRANDLINE_TRY(const Source file, Source::open(words));
        // It may be a person's: its digest is not kept beside its name.
        STRANDLINE_TRY(const Digest digest, workspace->digest_of(file, session.options.rehash, true));
        auto known = workspace->artefacts_with_body(digest);
        if (known.empty()) known = workspace->private_artefacts_with_content(digest);
        if (known.empty() && formats::is_gzip(file))
            if (const auto content = formats::content_of(file)) {
                known = workspace->artefacts_with_body(content->digest);
                if (known.empty()) known = workspace->private_artefacts_with_content(content->digest);
            }
        if (!known.empty()) return Named{known.front().id, false};
        return fail(
            Error::no("object.unknown", "no run recorded here has read or written the content of {}", words)
                .mend("'strandline thread log' lists what there is"));
    }
    const auto ids = workspace->ids_with_prefix(words.starts_with("object:") ? words.substr(7) : words);
    if (ids.size() == 1) return Named{ids.front(), workspace->record(ids.front()).has_value()};
    if (ids.empty())
        return fail(Error::input("object.unknown", "'{}' is neither an id nor a file", words)
                        .expected("the beginning of an id, or a file that a run has read or written")
                        .mend("'strandline thread log' lists the ids"));
    std::vector<std::string> names;
    for (const store::Id& id : ids) names.push_back(id.text());
    names.resize(std::min<std::size_t>(names.size(), 5));
    return fail(Error::input("object.ambiguous", "'{}' begins several ids", words)
                    .candidates(names)
                    .mend("give more digits"));
}

std::vector<Operation> thread_operations(Session& session, const Registry& registry) {
    std::vector<Operation> all;
    all.push_back(
        {.name = "thread log",
         .summary = "List the records of this workspace",
         .description =
             "One line a record, in the order of the log: leaf, day, id, operation, and what it made.",
         .kind = Kind::query,
         .outputs = {report_port("the records")},
         .example = "strandline thread log",
         .run = [&session](Call& call, Context&) { return log(session, call); }});
    all.push_back(
        {.name = "thread show",
         .summary = "Show one record or artefact",
         .description = "ID is the beginning of an id, or a file that a run has read or written. Parameters, "
                        "names and times of a record are closed: "
                        "they are shown when the key can be opened.",
         .kind = Kind::query,
         .params = {text("id").positional().required().value("ID").help("id, its beginning, or a file"),
                    flag("content").help("print the content of an artefact (a table as --format says) "
                                         "instead of what is known of it")},
         .outputs = {report_port("what is known of it")},
         .example = "strandline thread show recommended.tsv",
         .run = [&session, &registry](Call& call, Context&) { return show_named(session, registry, call); }});
    all.push_back(trace_operation(session, registry));
    all.push_back(
        {.name = "thread verify",
         .summary = "Recompute every hash, link and signature of this workspace",
         .description = "Says in four lines what was found: bodies re-hashed, links and log recomputed, "
                        "signatures, and the comparison with an outside "
                        "checkpoint. Without one, rewriting by the owner of the folder would not be seen. "
                        "Exit status 1 on any damage, and on a "
                        "signature by an unknown key.",
         .kind = Kind::query,
         .inputs = {port("against")
                        .format("checkpoint/1")
                        .optional()
                        .described("a checkpoint kept outside this workspace"),
                    port("trust").format("keys/1").optional().repeated().described(
                        "keys to accept, as 'strandline thread key show' prints them")},
         .outputs = {report_port("the verdict")},
         .example = "strandline thread verify --against ../checkpoint.txt",
         .run = [&session](Call& call, Context& context) { return verify(session, call, context); }});
    all.push_back({.name = "thread checkpoint",
                   .summary = "Sign the log as it is now, for keeping outside",
                   .description =
                       "A signed note (C2SP tlog-checkpoint): size and root of the log, signed with this "
                       "workspace's key. Give it to a partner or keep it "
                       "elsewhere: whoever holds it can see later whether anything before it was changed.",
                   .kind = Kind::admin,
                   .outputs = {port("checkpoint").format("checkpoint/1").described("the signed note")},
                   .example = "strandline thread checkpoint > ../checkpoint.txt",
                   .run = [&session](Call& call, Context&) { return checkpoint(session, call); }});
    all.push_back(
        {.name = "thread check",
         .summary = "Find, and repair, what a crash or a bad disk left behind",
         .description = "Looks for torn ends of packs and log, leftovers without a record, and a stale "
                        "index. --repair rebuilds the index and cuts torn ends "
                        "off, never below a signed checkpoint.",
         .kind = Kind::admin,
         .params = {flag("repair").help("mend what can be mended without losing records")},
         .outputs = {report_port("what was found")},
         .example = "strandline thread check --repair",
         .run = [&session](Call& call, Context& context) { return check(session, call, context); }});
    all.push_back({.name = "thread key show",
                   .summary = "Show this workspace's public key and the keys it trusts",
                   .description = "The first line is what partners pin: name and key. Give them the "
                                  "fingerprint on another way than the file.",
                   .kind = Kind::query,
                   .outputs = {report_port("the keys")},
                   .example = "strandline thread key show > our-key.txt",
                   .run = [&session](Call& call, Context&) { return key_show(session, call); }});
    all.push_back(
        {.name = "thread key trust",
         .summary = "Pin a partner's public key",
         .description = "Checkpoints signed by a pinned key count as known. Compare the fingerprint with "
                        "what the owner told you.",
         .kind = Kind::admin,
         .inputs = {port("keys").format("keys/1").described(
             "lines 'name ed25519:HEX', as 'strandline thread key show' prints them")},
         .params =
             {text("fingerprint").value("SHA256:…").help("refuse the key unless it has this fingerprint")},
         .outputs = {report_port("the keys that are now trusted")},
         .example = "strandline thread key trust partner-key.txt --fingerprint SHA256:…",
         .run = [&session](Call& call, Context&) { return key_trust(session, call); }});
    return all;
}

}  // namespace strandline::chain
