#pragma once

#include "session_state.hpp"

#include <strandline/base/context.hpp>
#include <strandline/chain/runner.hpp>
#include <strandline/operation/operation.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace strandline::chain {

/// An input that is known by its content, ready to be read or still in the store.
struct BoundInput {
    std::string role;
    std::string format;
    std::string name;  // as the user knows it: a path, or step.port
    Digest digest;
    std::uint64_t size = 0;
    std::string content;  // what the cache compares
    bool is_private = false;
    std::optional<store::Id> artefact;  // of an output of an earlier run
    std::optional<Source> source;       // absent until it must be read
    bool is_compressed = false;         // `source` is gzip of what `digest` and `artefact` stand for
};

/// A compute operation with all that its result depends on.
struct Task {
    const operation::Operation* operation = nullptr;
    std::map<std::string, Json, std::less<>> values;  // every parameter that has a value
    std::vector<BoundInput> inputs;                   // in the order of the ports
    std::map<std::string, std::filesystem::path>
        destinations;                             // output port → file to appear when all is well
    std::set<std::string, std::less<>> unwanted;  // outputs that are neither recorded nor shown
};

struct ProducedOutput {
    std::string format;
    Digest digest;
    std::uint64_t size = 0;
    bool is_private = false;
    std::string content;
    std::optional<store::Id> artefact;
    std::unique_ptr<FileSink> file;  // holds the bytes until it is dropped
    std::optional<Source> source;    // reads them
};

struct Execution {
    operation::Answer answer = operation::Answer::yes;
    std::optional<store::Id> record;
    std::map<std::string, ProducedOutput> outputs;
};

/// Whether an input takes this format: it names it, or "any".
bool takes(const operation::Port& port, std::string_view format_id);

/// Opens, recognises and hashes what a user named for a port: a path, "file:PATH", "object:ID", or a list.
/// `folder` is what relative paths are relative to.
Result<BoundInput> bind_words(Session::State& session, const operation::Registry& registry,
                              const operation::Port& port, const std::string& words,
                              const std::filesystem::path& folder);

/// The same of a port that takes folders: each of the files in a folder, by name, or the one file.
Result<std::vector<BoundInput>> bind_words_or_folder(Session::State& session,
                                                     const operation::Registry& registry,
                                                     const operation::Port& port, const std::string& words,
                                                     const std::filesystem::path& folder);

/// The same for an already opened source. With a `digest`, recognition only.
Result<BoundInput> bind_source(Session::State& session, const operation::Registry& registry,
                               const operation::Port& port, Source source);

/// What identifies a result: field name → value. Not the build, threads, paths or times.
std::vector<std::pair<std::string, std::string>> cache_fields(const Task& task, std::uint64_t seed);

/// An identical earlier run, if its result may stand for this one's.
Result<store::CacheAnswer> find_earlier(store::Workspace& workspace, const Task& task, std::uint64_t seed);

/// Why a stored result is not taken, from the error of opening it: it is damaged, or sealed.
std::string why_not_opened(const Error& error);
/// "parameter mismatches: 3 is new", from what the store says.
std::string why_not_cached(const store::CacheAnswer& answer);

/// Runs the function, stores outputs and record where there is a workspace. All inputs have a source.
Result<Execution> execute(Session::State& session, const Task& task, Context& context);

/// Defaults of all parameters, with `given` over them; an error for what is missing.
Result<std::map<std::string, Json, std::less<>>> resolve_params(const operation::Operation& operation,
                                                                const std::map<std::string, Json>& given);

/// Inputs and values that the given inputs name (Operation::find_inputs), opened and bound like the others.
Result<void> add_named_inputs(Session::State& session, const operation::Registry& registry,
                              const operation::Operation& operation,
                              std::map<std::string, Json, std::less<>>& values,
                              std::vector<BoundInput>& inputs);

/// Every required port has an input, and no port more than it takes.
Result<void> check_required(const operation::Operation& operation, const std::vector<BoundInput>& inputs);

/// Whether a run recorded here has made one of these.
Result<bool> is_made_here(store::Workspace& workspace, std::span<const store::Id> artefacts);

/// No error when `path` may be written: nothing is there, --overwrite, or its bytes are a recorded output
/// that the store holds. Never a file that the run reads, nor anything inside .strandline/.
Result<void> may_write(Session::State& session, const std::filesystem::path& path,
                       const std::vector<FileIdentity>& read_by_this_run);

/// What an exception of a library or of the standard library means to the user.
Error from_exception(std::string_view doing, const std::exception& exception);

/// Calls `work`, which returns a Result, and turns an exception into an error: none goes further up.
template <class Work>
auto without_exceptions(std::string_view doing, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::exception& exception) { return fail(from_exception(doing, exception)); }
}

}  // namespace strandline::chain
