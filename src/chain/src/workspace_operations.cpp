#include "chain_run.hpp"
#include "thread_operations.hpp"

namespace strandline::chain {

using namespace operation;

namespace {

void tell_of_open_keys(Context& context) {
    context.log(LogLevel::warning, "the keys lie open in the folder: for tests and demos only");
}

Result<Answer> init(Session& session, const Call& call, Context& context) {
    std::filesystem::path folder = call.text("folder");
    if (folder == "." && session.options().workspace) folder = *session.options().workspace;
    STRANDLINE_TRY(
        store::Workspace * workspace,
        session.state().create_workspace(folder, call.flag("no-passphrase"), call.text("key-name")));
    if (call.flag("no-passphrase")) tell_of_open_keys(context);
    const store::PublicKey key = workspace->own_key();
    if (call.form == Form::json) {
        call.output("report").write(Json::object({{"folder", workspace->folder().string()},
                                                  {"name", key.name},
                                                  {"key", key.key},
                                                  {"fingerprint", key.fingerprint()}})
                                        .pretty());
        return Answer::yes;
    }
    call.output("report").write(format("workspace   {}\nkey         {} {}\nfingerprint {}\n",
                                       (workspace->folder() / ".strandline").lexically_normal().string(),
                                       key.name, key.key, key.fingerprint()));
    return Answer::yes;
}

/// The workspace that a chain is recorded in, made beside the chain file where there is none.
Result<void> ready_workspace(Session::State& state, const std::filesystem::path& folder, bool no_passphrase,
                             Context& context) {
    STRANDLINE_TRY(const store::Workspace* workspace, state.workspace());
    if (workspace) return {};
    auto made = state.create_workspace(folder, no_passphrase, "");
    if (!made && made.error().code() == "workspace.exists")
        return state.open_workspace(folder);  // by another process, just now
    if (!made) return fail(std::move(made.error()));
    if (no_passphrase) tell_of_open_keys(context);
    context.log(LogLevel::notice, format("made a workspace in {}", folder.string()));
    return {};
}

Result<Answer> run_chain_file(Session& session, const Registry& registry, Call& call, Context& context) {
    STRANDLINE_TRY(const ChainPlan plan, read_chain(call.input("chain"), registry));
    Sink& out = call.output("into");
    if (call.flag("graph")) {
        out.write(as_graph(plan));
        return Answer::yes;
    }
    ChainOptions options{.dry_run = call.flag("dry-run")};
    if (call.given("into")) options.output_folder = call.text("into");
    Session::State& state = session.state();
    if (!state.options.workspace) state.options.folder = plan.folder;
    if (!options.dry_run)
        STRANDLINE_CHECK(ready_workspace(state, plan.folder, call.flag("no-passphrase"), context));
    // The plan of a dry run is what was asked for; the lines of a real run are words beside its files.
    const auto lines = [&](const std::string& line) {
        options.dry_run ? out.write(line + "\n") : context.log(LogLevel::notice, line);
    };
    if (!options.dry_run)
        context.log(LogLevel::notice, format("{} ({})", plan.title, counted(plan.steps.size(), "step")));
    STRANDLINE_CHECK(run_chain(state, registry, plan, options, lines, context));
    return Answer::yes;
}

}  // namespace

Operation init_operation(Session& session) {
    return {
        .name = "init",
        .summary = "Make a workspace: a folder .strandline/ that records what is run",
        .description =
            "Makes .strandline/ with a signing key of its own. The key is sealed by a passphrase, asked on "
            "the terminal or read from "
            "--passphrase-file or STRANDLINE_PASSPHRASE_FILE. Runs are recorded without the passphrase; "
            "signing a checkpoint and reading "
            "closed bodies needs it.",
        .kind = Kind::admin,
        .params = {text("folder", ".").positional().value("DIR").help("where to make it"),
                   flag("no-passphrase").help("leave the keys unsealed: for tests and demos only"),
                   text("key-name")
                       .value("NAME")
                       .help("how the key is called in checkpoints (default: user@host)")},
        .outputs = {port("report").format("text").described("the workspace and the fingerprint of its key")},
        .example = "strandline init",
        .run = [&session](Call& call, Context& context) { return init(session, call, context); }};
}

Operation run_operation(Session& session, const Registry& registry) {
    return {
        .name = "run",
        .summary = "Run a chain of operations from a file; what is done already is not done again",
        .description =
            "Checks names, types and files of the whole chain before anything runs, runs steps that do not "
            "depend on each other in parallel, "
            "and takes from the workspace what an identical run has made before. For every step one line "
            "says done or cached, and why. "
            "Interrupted, the same command goes on from where it was.",
        .kind = Kind::conduct,
        .inputs = {port("chain").format("chain/1").described(
            "the chain file (TOML); paths in it are relative to it")},
        .params = {flag("dry-run").help("only say what would run, and why"),
                   flag("graph").help("only print the chain as a Graphviz graph"),
                   flag("no-passphrase").help("when a workspace must be made: leave its keys unsealed")},
        .outputs = {port("into").format("folder").described(
            "the folder that the chain's output files go to (default: that of the chain file)")},
        .example = "strandline run examples/ecoli-succinate/chain.toml",
        .run = [&session, &registry](Call& call, Context& context) {
            return run_chain_file(session, registry, call, context);
        }};
}

}  // namespace strandline::chain
