#include "execution.hpp"

#include <strandline/formats/bgzf.hpp>

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <new>

namespace strandline::chain {

using operation::Answer;
using operation::Operation;
using operation::Param;
using operation::Port;

namespace {

std::string host_name() {
    utsname facts{};
    return ::uname(&facts) == 0 ? facts.nodename : "";
}

std::string utc(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

Json circumstances(const Session::State& session, std::chrono::system_clock::time_point began,
                   const Context& context) {
    const double seconds = std::chrono::duration<double>(std::chrono::system_clock::now() - began).count();
    const char* user = std::getenv("USER");
    return Json::object({{"program", session.options.program},
                         {"host", printable(host_name())},
                         {"user", printable(user ? user : std::to_string(::getuid()))},
                         {"began", utc(began)},
                         {"seconds", std::round(seconds * 1000) / 1000},
                         {"threads", context.threads()},
                         {"seed", std::to_string(context.seed())}});
}

bool makes_private(const Task& task, const Port& port) {
    if (port.is_releasable) return false;
    if (port.privacy_level != operation::Privacy::open) return true;
    for (const BoundInput& input : task.inputs)
        if (input.is_private) return true;
    return false;
}

Result<std::map<std::string, ProducedOutput>> open_outputs(Session::State& session, const Task& task) {
    std::map<std::string, ProducedOutput> outputs;
    for (const Port& port : task.operation->outputs) {
        ProducedOutput output;
        output.format = port.formats.front();
        output.is_private = makes_private(task, port);
        const auto destination = task.destinations.find(port.name);
        const bool named = destination != task.destinations.end();
        STRANDLINE_TRY(output.file,
                       FileSink::create(named ? destination->second : session.scratch_folder() / port.name));
        outputs.emplace(port.name, std::move(output));
    }
    return outputs;
}

store::Part part_of(const BoundInput& input, bool keep) {
    store::Part part{.role = input.role,
                     .format = input.format,
                     .is_private = input.is_private,
                     .digest = input.digest,
                     .size = input.size,
                     .name = input.name};
    part.artefact = input.artefact;
    // A private body that is not stored could never be opened again, and a list has no file to come back to.
    const bool has_file = input.source && input.source->identity();
    if (input.source && !input.is_compressed && (keep || input.is_private || !has_file))
        part.bytes = &*input.source;
    return part;
}

Result<void> record_run(Session::State& session, store::Workspace& workspace, const Task& task,
                        Execution& execution, Json circumstances_of_run, std::uint64_t seed) {
    store::Run run;
    run.operation = task.operation->name;
    run.semantics = task.operation->semantics;
    for (const auto& [name, value] : task.values) run.parameters.set(name, value);
    for (const BoundInput& input : task.inputs)
        run.inputs.push_back(part_of(input, session.options.keep_inputs));
    for (const Port& port : task.operation->outputs) {
        const ProducedOutput& output = execution.outputs.at(port.name);
        const auto destination = task.destinations.find(port.name);
        run.outputs.push_back(
            {.role = port.name,
             .format = output.format,
             .is_private = output.is_private,
             .digest = output.digest,
             .size = output.size,
             .name = destination == task.destinations.end() ? "" : destination->second.string(),
             .bytes = &*output.source});
    }
    run.circumstances = std::move(circumstances_of_run);
    if (execution.answer == Answer::yes && !task.operation->is_of_the_moment)
        run.cache_fields = cache_fields(task, seed);
    STRANDLINE_TRY(const store::Appended appended, workspace.append(run));
    execution.record = appended.record;
    for (std::size_t i = 0; i < task.operation->outputs.size(); ++i)
        execution.outputs.at(task.operation->outputs[i].name).artefact = appended.outputs[i];
    return {};
}

}  // namespace

Result<std::map<std::string, Json, std::less<>>> resolve_params(const Operation& operation,
                                                                const std::map<std::string, Json>& given) {
    std::map<std::string, Json, std::less<>> values;
    for (const Param& param : operation.params) {
        if (const auto found = given.find(param.name); found != given.end())
            values.emplace(param.name, found->second);
        else if (param.default_value)
            values.emplace(param.name, *param.default_value);
        else if (param.is_required)
            return fail(Error::input("parameter.missing", "{} needs --{}", operation.name, param.name)
                            .expected("{}", param.help_text)
                            .mend("for example: {}", operation.example));
    }
    return values;
}

std::vector<std::pair<std::string, std::string>> cache_fields(const Task& task, std::uint64_t seed) {
    std::vector<std::pair<std::string, std::string>> fields;
    fields.emplace_back("semantics", std::to_string(task.operation->semantics));
    for (const auto& [name, value] : task.values) fields.emplace_back("parameter " + name, value.canonical());
    std::map<std::string, std::string> contents;
    for (const BoundInput& input : task.inputs) {
        std::string& content = contents["input " + input.role];
        content += (content.empty() ? "" : " ") + input.content;
    }
    fields.insert(fields.end(), contents.begin(), contents.end());
    for (const std::string& table : task.operation->data_tables) fields.emplace_back("data table", table);
    fields.emplace_back("seed", std::to_string(seed));
    return fields;
}

Result<store::CacheAnswer> find_earlier(store::Workspace& workspace, const Task& task, std::uint64_t seed) {
    if (task.operation->is_of_the_moment) return store::CacheAnswer{};
    return workspace.find_cached(task.operation->name, cache_fields(task, seed));
}

std::string why_not_opened(const Error& error) {
    // Sealed to a key that is not at hand, or by a passphrase that was not given: nothing is wrong with it.
    const bool is_sealed = error.code().starts_with("key.");
    return (is_sealed ? "the stored result cannot be opened: " : "the stored result is damaged: ") +
           error.what();
}

std::string why_not_cached(const store::CacheAnswer& answer) {
    if (!answer.damage.empty()) return "the stored result is damaged: " + answer.damage;
    if (!answer.any_earlier) return "first run of this operation here";
    std::string text;
    for (std::size_t i = 0; i < answer.differing.size() && i < 3; ++i)
        text += (i ? ", " : "") + answer.differing[i];
    if (answer.differing.size() > 3) text += format(" and {} more", answer.differing.size() - 3);
    return text.empty() ? "no run with these inputs yet"
                        : text + (answer.differing.size() == 1 ? " differs" : " differ") +
                              " from the nearest earlier run";
}

Error from_exception(std::string_view doing, const std::exception& exception) {
    if (dynamic_cast<const std::bad_alloc*>(&exception))
        return Error::environment("memory.exhausted", "{}: not enough memory", doing)
            .mend("use a machine with more memory, or a smaller input");
    return Error::fault("exception", "{}: {}", doing, exception.what())
        .mend("this is a fault of ours; please report it with the command");
}

namespace {

/// What an interrupted run leaves for one that goes on from there, where it was given a name.
Result<void> keep_for_later(const Task& task, const Execution& execution) {
    for (const Port& port : task.operation->outputs)
        if (port.is_kept_when_interrupted && task.destinations.contains(port.name))
            STRANDLINE_CHECK(execution.outputs.at(port.name).file->commit(true));
    return {};
}

}  // namespace

Result<Execution> execute(Session::State& session, const Task& task, Context& context) {
    STRANDLINE_TRY(store::Workspace * workspace, session.workspace());
    const auto began = std::chrono::system_clock::now();
    Execution execution;
    STRANDLINE_TRY(execution.outputs, open_outputs(session, task));
    operation::Call call;
    call.values = task.values;
    call.unwanted = task.unwanted;
    for (const BoundInput& input : task.inputs) {
        STRANDLINE_ASSERT(input.source.has_value());
        call.sources[input.role].push_back(*input.source);
    }
    for (auto& [name, output] : execution.outputs) call.sinks[name] = output.file.get();

    auto answer = task.operation->run(call, context);
    if (context.cancelled()) {
        STRANDLINE_CHECK(keep_for_later(task, execution));
        return fail(Error::interrupted());
    }
    STRANDLINE_TRY(execution.answer, std::move(answer));
    for (const BoundInput& input : task.inputs) STRANDLINE_CHECK(input.source->check_unchanged());
    for (auto& [name, output] : execution.outputs) {
        STRANDLINE_TRY(output.digest, output.file->digest());
        output.size = output.file->size();
        if (workspace) output.content = workspace->content_id(output.digest, output.is_private);
        STRANDLINE_TRY(output.source, Source::open(output.file->temporary_path(), name));
    }
    if (workspace)
        STRANDLINE_CHECK(record_run(session, *workspace, task, execution,
                                    circumstances(session, began, context), context.seed()));
    return execution;
}

namespace {

bool is_inside_workspace(const std::filesystem::path& path) {
    std::error_code ignored;
    for (const std::filesystem::path& part : std::filesystem::weakly_canonical(path, ignored))
        if (part == ".strandline") return true;
    return false;
}

/// A result that a run made and the store holds: replacing a copy of it loses nothing.
Result<bool> is_held_output(store::Workspace& workspace, const Digest& digest) {
    std::vector<store::Id> held;
    for (const store::ArtefactFacts& known : workspace.artefacts_with_body(digest))
        if (known.state == store::ArtefactFacts::Body::held) held.push_back(known.id);
    for (const store::ArtefactFacts& known : workspace.private_artefacts_with_content(digest))
        if (known.state != store::ArtefactFacts::Body::elsewhere) held.push_back(known.id);
    return is_made_here(workspace, held);
}

}  // namespace

Result<bool> is_made_here(store::Workspace& workspace, std::span<const store::Id> artefacts) {
    if (artefacts.empty()) return false;
    STRANDLINE_TRY(const auto records, workspace.records());
    for (const store::RecordFacts& record : records)
        for (const auto& [role, id] : record.outputs)
            if (std::ranges::find(artefacts, id) != artefacts.end()) return true;
    return false;
}

Result<void> may_write(Session::State& session, const std::filesystem::path& path,
                       const std::vector<FileIdentity>& read_by_this_run) {
    std::error_code ignored;
    if (path.native().find('\0') != std::string::npos || path.filename().empty())
        return fail(Error::input("output.name", "'{}' is not the name of a file", path.string())
                        .expected("the name of a file to write")
                        .mend("give a file name, without / at its end"));
    if (is_inside_workspace(path))
        return fail(Error::input("output.in_workspace", "{} is inside a workspace", path.string())
                        .expected("a place outside .strandline/")
                        .mend("choose another folder: what is recorded there is written by runs alone"));
    if (std::filesystem::is_directory(path, ignored))
        return fail(Error::input("output.directory", "{} is a directory", path.string())
                        .expected("the name of a file to write")
                        .mend("give a file name inside it"));
    if (!std::filesystem::exists(path, ignored) || is_written_in_place(path)) return {};
    STRANDLINE_TRY(const Source there, Source::open(path));
    for (const FileIdentity& read : read_by_this_run)
        if (there.identity() && there.identity()->device == read.device &&
            there.identity()->inode == read.inode)
            return fail(Error::input("output.is_input", "{} is read by this very run", path.string())
                            .expected("an output file that is not an input, too")
                            .mend("choose another name for the output"));
    if (session.options.overwrite) return {};
    STRANDLINE_TRY(store::Workspace * workspace, session.workspace());
    if (workspace) {
        STRANDLINE_TRY(const Digest digest, workspace->digest_of(there, session.options.rehash, true));
        STRANDLINE_TRY(bool nothing_is_lost, is_held_output(*workspace, digest));
        if (!nothing_is_lost && formats::is_gzip(there)) {
            const auto content = formats::content_of(there);  // what cannot be read is no output of ours
            if (content) { STRANDLINE_TRY(nothing_is_lost, is_held_output(*workspace, content->digest)); }
        }
        if (nothing_is_lost) return {};
    }
    return fail(Error::input("output.exists", "{} exists already", path.string())
                    .found("{}", workspace ? "a file that no run recorded here has written" : "a file")
                    .mend("choose another name, or say --overwrite"));
}

}  // namespace strandline::chain
