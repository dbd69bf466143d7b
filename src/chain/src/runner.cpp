#include "execution.hpp"
#include "table_form.hpp"

#include <strandline/chain/runner.hpp>
#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/zip.hpp>

#include <algorithm>
#include <iterator>

namespace strandline::chain {

using operation::Answer;
using operation::Form;
using operation::Kind;
using operation::Operation;
using operation::Port;

namespace {

/// The inputs as given, in the order of the ports, then those that inputs themselves name.
Result<std::vector<BoundInput>> bind_inputs(Session::State& session, const operation::Registry& registry,
                                            const Request& request,
                                            std::map<std::string, Json, std::less<>>& values) {
    const Operation& operation = *request.operation;
    std::vector<BoundInput> bound;
    for (const Port& port : operation.inputs) {
        const auto given = request.inputs.find(port.name);
        if (given == request.inputs.end()) continue;
        for (const std::string& words : given->second) {
            STRANDLINE_TRY(std::vector<BoundInput> inputs,
                           bind_words_or_folder(session, registry, port, words, session.options.folder));
            std::ranges::move(inputs, std::back_inserter(bound));
        }
    }
    STRANDLINE_CHECK(add_named_inputs(session, registry, operation, values, bound));
    return check_required(operation, bound).transform([&] { return std::move(bound); });
}

/// How one output is to be shown, and with what it was made.
struct Shown {
    Form form = Form::tsv;
    const operation::View* view = nullptr;  // instead of the form
    const operation::Call* call = nullptr;
};

Result<void> show_as(const Source& result, const Port& port, const Shown& shown, Sink& sink) {
    if (!shown.view) return show(result, port, shown.form, sink);
    STRANDLINE_CHECK(shown.view->write(result, *shown.call, sink));
    return sink.status();
}

bool is_compressed(const std::filesystem::path& path) { return path.extension() == ".gz"; }

/// Writes a finished result under its name.
Result<void> write_file(const Source& result, const Port& port, const Shown& shown,
                        const std::filesystem::path& path) {
    STRANDLINE_TRY(const auto file, FileSink::create(path));
    if (is_compressed(path)) {
        formats::BgzfSink compressed(*file);
        STRANDLINE_CHECK(show_as(result, port, shown, compressed));
        STRANDLINE_CHECK(compressed.finish());
    } else {
        STRANDLINE_CHECK(show_as(result, port, shown, *file));
    }
    return file->commit(true);  // may_write has said so before anything ran
}

/// Which files a run reads, so that it does not write over them.
std::vector<FileIdentity> files_read(const std::vector<BoundInput>& inputs) {
    std::vector<FileIdentity> files;
    for (const BoundInput& input : inputs)
        if (input.source && input.source->identity()) files.push_back(*input.source->identity());
    return files;
}

/// The call as the operation saw it, for views.
operation::Call call_of(const Task& task) {
    operation::Call call;
    call.values = task.values;
    for (const BoundInput& input : task.inputs)
        if (input.source) call.sources[input.role].push_back(*input.source);
    return call;
}

/// The output that is shown, and that -o names.
const Port& main_output(const Operation& operation, const operation::Call& call) {
    if (!operation.main_output) return operation.outputs.front();
    const Port* port = operation.output_port(operation.main_output(call));
    STRANDLINE_ASSERT(port != nullptr);
    return *port;
}

Result<const operation::View*> find_view(const Port& port, const std::string& name) {
    if (name.empty()) return nullptr;
    const auto found = std::ranges::find(port.views, name, &operation::View::name);
    if (found != port.views.end()) return &*found;
    std::vector<std::string> known{"text", "tsv", "json"};
    for (const operation::View& view : port.views) known.push_back(view.name);
    return fail(Error::input("option.value", "--format: {} cannot be shown as '{}'", port.name, name)
                    .expected("one of {}", join(known, ", "))
                    .found("'{}'", name)
                    .mend("leave --format out for a table"));
}

Result<void> check_different(const std::map<std::string, std::filesystem::path>& files) {
    std::map<std::filesystem::path, std::string> seen;
    for (const auto& [port, path] : files) {
        if (is_written_in_place(path)) continue;
        std::error_code ignored;
        const auto [other, is_new] = seen.try_emplace(
            std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored), port);
        if (!is_new)
            return fail(Error::input("output.twice", "two outputs go to {}", path.string())
                            .expected("a file of its own for each output")
                            .found("{} and {}", other->second, port)
                            .mend("give one of them another name"));
    }
    return {};
}

/// Binary files that are mapped or unpacked are not compressed on the way out.
Result<void> check_compressible(const Operation& operation,
                                const std::map<std::string, std::filesystem::path>& files) {
    for (const auto& [port, path] : files)
        if (is_compressed(path) && operation.output_port(port)->is_binary)
            return fail(Error::input("output.compressed", "{} cannot be written as {}", port, path.string())
                            .expected("a name that does not end in .gz: the file is used as it stands")
                            .found("'{}'", path.extension().string())
                            .mend("leave .gz out"));
    return {};
}

/// Every file that is to be written, by port: those named, the one shown, those of a folder.
Result<std::map<std::string, std::filesystem::path>> files_to_write(const Request& request,
                                                                    const Port& shown) {
    auto files = request.outputs;
    if (request.main_output && !files.emplace(shown.name, *request.main_output).second)
        return fail(Error::input("option.repeated", "--{} is given twice", shown.name)
                        .found("--output and --{}, which are the same here", shown.name)
                        .mend("leave one out"));
    if (request.output_folder)
        for (const Port& port : request.operation->outputs)
            if (!port.file_name.empty() && port.file_name != "/")
                files.emplace(port.name, *request.output_folder / port.file_name);
    STRANDLINE_CHECK(check_different(files));
    STRANDLINE_CHECK(check_compressible(*request.operation, files));
    return files;
}

Result<void> make_folder_of(const std::filesystem::path& path);

/// Writes the files of an archive into a folder, when all of them may be written.
Result<void> unpack(Session::State& session, const Source& archive, const std::filesystem::path& folder) {
    STRANDLINE_CHECK(formats::each_file(archive, [&](std::string_view name, std::string_view) {
        return may_write(session, folder / name, {});
    }));
    return formats::each_file(archive, [&](std::string_view name, std::string_view bytes) -> Result<void> {
        const std::filesystem::path path = folder / name;
        STRANDLINE_CHECK(make_folder_of(path));
        STRANDLINE_TRY(const auto file, FileSink::create(path));
        file->write(bytes);
        return file->commit(true);
    });
}

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return fail(Error::from_errno("output.folder", failed.value(), "make", folder.string()));
    return {};
}

Result<void> make_folder_of(const std::filesystem::path& path) { return make_folder(path.parent_path()); }

Result<Outcome> run_compute(Session::State& session, const operation::Registry& registry,
                            const Request& request, Sink& standard_output, Context& context) {
    const Operation& operation = *request.operation;
    Task task{.operation = &operation};
    STRANDLINE_TRY(task.values, resolve_params(operation, request.params));
    STRANDLINE_TRY(task.inputs, bind_inputs(session, registry, request, task.values));
    const operation::Call call = call_of(task);
    const Port& shown = main_output(operation, call);
    STRANDLINE_TRY(const operation::View* view, find_view(shown, request.view));
    STRANDLINE_TRY(const auto files, files_to_write(request, shown));
    for (const auto& [port, path] : files)
        STRANDLINE_CHECK(may_write(session, path, files_read(task.inputs)));
    STRANDLINE_TRY(store::Workspace * workspace, session.workspace());

    const bool rendered = view || (request.form && *request.form != Form::tsv);
    if (!rendered && !request.output_folder)
        for (const auto& [port, path] : files)
            if (!is_compressed(path)) task.destinations.emplace(port, path);

    if (!workspace)
        for (const Port& port : operation.outputs)
            if (!files.contains(port.name) && (&port != &shown || request.output_folder) &&
                !(request.output_folder && port.file_name == "/"))
                task.unwanted.insert(port.name);

    Outcome outcome;
    std::map<std::string, Source> results;
    Execution execution;
    if (workspace) {
        std::string unusable;
        STRANDLINE_TRY(store::CacheAnswer answer, find_earlier(*workspace, task, context.seed()));
        if (answer.hit) {
            for (const auto& [role, id] : answer.outputs) {
                auto body = workspace->open_body(id);
                if (!body) {
                    answer.hit = false;
                    unusable = why_not_opened(body.error());
                    context.log(LogLevel::warning,
                                "an identical run is stored and is computed again: " + unusable);
                    break;
                }
                results.emplace(role, std::move(*body));
            }
        }
        outcome.cached = answer.hit;
        outcome.record = answer.hit ? answer.record.text() : "";
        outcome.why = answer.hit         ? "same operation, parameters and inputs as before"
                      : unusable.empty() ? why_not_cached(answer)
                                         : unusable;
    } else {
        context.log(LogLevel::notice,
                    "not recorded: there is no workspace here (make one with 'strandline init')");
    }
    if (!outcome.cached) {
        results.clear();
        STRANDLINE_TRY(execution, execute(session, task, context));
        outcome.answer = execution.answer;
        if (execution.record) outcome.record = execution.record->text();
        for (auto& [name, output] : execution.outputs) results.emplace(name, *output.source);
    }
    if (request.output_folder) STRANDLINE_CHECK(make_folder(*request.output_folder));
    for (const Port& port : operation.outputs) {
        if (request.output_folder && port.file_name == "/" && results.at(port.name).size() > 0)
            STRANDLINE_CHECK(unpack(session, results.at(port.name), *request.output_folder));
        const auto path = files.find(port.name);
        const operation::View* own_view = &port == &shown ? view : nullptr;
        if (path == files.end()) {
            if (&port != &shown || request.output_folder) continue;
            const Form form = request.form.value_or(request.output_is_terminal ? Form::text : Form::tsv);
            STRANDLINE_CHECK(show_as(results.at(port.name), port, {form, own_view, &call}, standard_output));
        } else if (!outcome.cached && task.destinations.contains(port.name)) {
            STRANDLINE_CHECK(execution.outputs.at(port.name).file->commit(true));
        } else if (!port.is_optional || results.at(port.name).size() > 0 || !request.output_folder) {
            STRANDLINE_CHECK(write_file(results.at(port.name), port,
                                        {request.form.value_or(Form::tsv), own_view, &call}, path->second));
        }
    }
    return outcome;
}

/// Queries, and operations on the workspace or on chains: they write words, and their own records if any.
Result<Outcome> run_plain(Session::State& session, const Request& request, Sink& standard_output,
                          Context& context) {
    const Operation& operation = *request.operation;
    operation::Call call;
    STRANDLINE_TRY(call.values, resolve_params(operation, request.params));
    std::vector<BoundInput> given;
    std::vector<FileIdentity> read;
    for (const Port& port : operation.inputs) {
        const auto words = request.inputs.find(port.name);
        if (words == request.inputs.end()) continue;
        for (const std::string& word : words->second) {
            const std::string path = word.starts_with("file:") ? word.substr(5) : word;
            STRANDLINE_TRY(Source source, Source::open(path));
            call.sources[port.name].push_back(std::move(source));
            given.push_back({.role = port.name});
            if (call.sources[port.name].back().identity())
                read.push_back(*call.sources[port.name].back().identity());
        }
    }
    STRANDLINE_CHECK(check_required(operation, given));
    call.form = request.form.value_or(Form::text);
    std::map<std::string, std::unique_ptr<FileSink>> files;
    STRANDLINE_TRY(const auto files_named,
                   files_to_write(request, operation.outputs.empty() ? Port{} : operation.outputs.front()));
    for (const Port& port : operation.outputs) {
        const auto path = files_named.find(port.name);
        if (path == files_named.end()) {
            call.sinks[port.name] = &standard_output;
            continue;
        }
        if (port.formats.front() == "folder") {  // for the operation to write into
            call.values[port.name] = Json(path->second.string());
            call.sinks[port.name] = &standard_output;
            continue;
        }
        STRANDLINE_CHECK(may_write(session, path->second, read));
        STRANDLINE_TRY(files[port.name], FileSink::create(path->second));
        call.sinks[port.name] = files[port.name].get();
    }
    Outcome outcome;
    STRANDLINE_TRY(outcome.answer, operation.run(call, context));
    if (context.cancelled()) return fail(Error::interrupted());
    for (const auto& [port, file] : files) STRANDLINE_CHECK(file->commit(true));
    return outcome;
}

}  // namespace

Result<void> add_named_inputs(Session::State& session, const operation::Registry& registry,
                              const Operation& operation, std::map<std::string, Json, std::less<>>& values,
                              std::vector<BoundInput>& inputs) {
    if (!operation.find_inputs) return {};
    operation::Call call;
    call.values = values;
    for (const BoundInput& input : inputs)
        if (input.source) call.sources[input.role].push_back(*input.source);
    const auto before = call.sources;
    STRANDLINE_CHECK(operation.find_inputs(call));
    values = call.values;
    for (const Port& port : operation.inputs) {
        const auto already = before.find(port.name);
        for (std::size_t i = already == before.end() ? 0 : already->second.size();
             i < call.inputs(port.name).size(); ++i) {
            STRANDLINE_TRY(BoundInput input, bind_source(session, registry, port, call.inputs(port.name)[i]));
            inputs.push_back(std::move(input));
        }
    }
    return {};
}

Result<void> check_required(const Operation& operation, const std::vector<BoundInput>& inputs) {
    for (const Port& port : operation.inputs) {
        const auto count = std::ranges::count(inputs, port.name, &BoundInput::role);
        if (count == 0 && !port.is_optional)
            return fail(Error::input("input.missing", "{} needs --{}", operation.name, port.name)
                            .expected("{}: {}", join(port.formats, " or "), port.help)
                            .mend("for example: {}", operation.example));
        if (count > 1 && !port.is_repeated)
            return fail(Error::input("input.repeated", "{} takes one --{}", operation.name, port.name)
                            .expected("one file")
                            .found("{}", count));
    }
    return {};
}

Result<Outcome> run(Session& session, const operation::Registry& registry, const Request& request,
                    Sink& standard_output, Context& context) {
    STRANDLINE_ASSERT(request.operation != nullptr);
    return without_exceptions(request.operation->name, [&] {
        return request.operation->is_compute()
                   ? run_compute(session.state(), registry, request, standard_output, context)
                   : run_plain(session.state(), request, standard_output, context);
    });
}

}  // namespace strandline::chain
