#include "chain_run.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>

namespace strandline::chain {

namespace {

using Clock = std::chrono::steady_clock;

/// An output of a finished step, by content; its bytes are in the store.
struct StepOutput {
    std::string format;
    Digest digest;
    std::uint64_t size = 0;
    std::string content;
    bool is_private = false;
    store::Id artefact;
};

struct StepState {
    enum class Status { waiting, running, done, answered_no } status = Status::waiting;
    bool must_run = false;  // its stored result is damaged
    bool cached = false;
    std::string why;
    double seconds = 0;
    std::map<std::string, Json, std::less<>> values;  // of all parameters
    std::vector<BoundInput> inputs;  // the ones that are no step's output, bound before anything ran
    std::string work;                // what it does while it runs: equal work of two steps is done once
    std::string record;              // of an answer that is no
    std::map<std::string, StepOutput> outputs;
    std::size_t times_reported = 0, times_done = 0;
};

std::string line_for(const std::string& name, std::size_t width, std::string_view state,
                     std::string_view time, std::string_view why) {
    std::string line = format("  {:<{}}  {:<7} {:>8}  {}", name, width, state, time, why);
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

class ChainRun {
public:
    ChainRun(Session::State& session, const operation::Registry& registry, const ChainPlan& plan,
             const ChainOptions& options, const std::function<void(std::string)>& lines, Context& context)
        : session_(session),
          registry_(registry),
          plan_(plan),
          options_(options),
          lines_(lines),
          context_(context),
          states_(plan.steps.size()) {
        for (const Step& step : plan.steps) width_ = std::max(width_, step.name.size());
    }

    Result<void> run() {
        STRANDLINE_TRY(workspace_, session_.workspace());
        STRANDLINE_CHECK(bind_given_inputs());
        if (options_.dry_run) return dry_run();
        STRANDLINE_CHECK(check_outputs());
        for (;;) {
            const auto ran = run_all_steps();
            if (!ran && ran.error().exit() != Exit::answer_is_no) return fail(ran.error());
            STRANDLINE_TRY(const bool written, write_outputs());
            if (written) return ran;
        }
    }

private:
    /// Types, existence and content of every file, before anything runs.
    Result<void> bind_given_inputs() {
        Errors errors;
        for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
            const Step& step = plan_.steps[i];
            for (const auto& [name, spelling] : step.inputs) {
                if (spelling.step) continue;
                auto bound = bind_words_or_folder(session_, registry_, *step.operation->input_port(name),
                                                  spelling.words, plan_.folder);
                if (bound)
                    std::ranges::move(*bound, std::back_inserter(states_[i].inputs));
                else
                    errors.add(placed(std::move(bound.error()), spelling.place));
            }
            STRANDLINE_TRY(states_[i].values, resolve_params(*step.operation, step.params));
            const bool all_given = std::ranges::none_of(
                step.inputs, [](const auto& input) { return input.second.step.has_value(); });
            if (!all_given || errors.any()) continue;
            if (auto named = add_named_inputs(session_, registry_, *step.operation, states_[i].values,
                                              states_[i].inputs);
                !named)
                errors.add(placed(std::move(named.error()), step.place));
        }
        if (errors.any()) return fail(errors.take());
        return {};
    }

    /// An error without a place of its own gets the one in the chain file; another is led back to it.
    static Error placed(Error error, const Place& place) {
        return error.place().file.empty() ? std::move(error).at(place) : std::move(error).also_at(place);
    }

    /// Every output may be written: nothing of the user's is lost, no input is written over.
    Result<void> check_outputs() {
        std::vector<FileIdentity> read = plan_.files;
        for (const StepState& state : states_)
            for (const BoundInput& input : state.inputs)
                if (input.source && input.source->identity()) read.push_back(*input.source->identity());
        Errors errors;
        for (const ChainOutput& output : plan_.outputs)
            if (auto allowed = may_write(session_, path_of(output), read); !allowed)
                errors.add(placed(std::move(allowed.error()), output.place));
        if (errors.any()) return fail(errors.take());
        return {};
    }

    std::filesystem::path path_of(const ChainOutput& output) const {
        return options_.output_folder.value_or(plan_.folder) / output.path;
    }

    bool producers_done(std::size_t i) const {
        return std::ranges::all_of(plan_.steps[i].inputs, [&](const auto& input) {
            return !input.second.step || states_[*input.second.step].status == StepState::Status::done;
        });
    }

    /// All inputs of a step whose producers are done, in the order of the ports; outputs of steps without
    /// their bytes.
    Result<Task> task_for(std::size_t i) const {
        const Step& step = plan_.steps[i];
        Task task{.operation = step.operation, .values = states_[i].values};
        std::size_t given = 0;
        for (const auto& [name, spelling] : step.inputs) {
            if (!spelling.step) {
                task.inputs.push_back(states_[i].inputs[given++]);
                continue;
            }
            const StepOutput& output = states_[*spelling.step].outputs.at(spelling.port);
            task.inputs.push_back({.role = name,
                                   .format = output.format,
                                   .name = plan_.steps[*spelling.step].name + "." + spelling.port,
                                   .digest = output.digest,
                                   .size = output.size,
                                   .content = output.content,
                                   .is_private = output.is_private,
                                   .artefact = output.artefact});
        }
        for (; given < states_[i].inputs.size(); ++given)
            task.inputs.push_back(states_[i].inputs[given]);  // named by another input
        return task;
    }

    Result<StepOutput> output_from_store(const store::Id& id) const {
        STRANDLINE_TRY(const store::ArtefactFacts facts, workspace_->artefact(id));
        StepOutput output{.format = facts.format,
                          .size = facts.size.value_or(0),
                          .is_private = facts.is_private,
                          .artefact = id};
        if (facts.body) output.digest = *facts.body;
        output.content =
            facts.is_private ? "artefact:" + id.text() : workspace_->content_id(output.digest, false);
        return output;
    }

    /// Looks a ready step up in the store; true when it is done by that.
    Result<bool> take_from_cache(std::size_t i, const Task& task) {
        StepState& state = states_[i];
        if (state.must_run) return false;
        STRANDLINE_TRY(const store::CacheAnswer answer, find_earlier(*workspace_, task, context_.seed()));
        state.cached = answer.hit;
        state.why = answer.hit ? "same operation, parameters and inputs as before" : why_not_cached(answer);
        if (!answer.hit) return false;
        for (const auto& [role, id] : answer.outputs) {
            STRANDLINE_TRY(StepOutput output, output_from_store(id));
            state.outputs[role] = std::move(output);
        }
        return true;
    }

    /// Opens the stored outputs that a step reads. A damaged one sends its producer back to run again: false.
    Result<bool> open_step_inputs(Task& task, std::size_t i) {
        std::size_t at = 0;
        for (const auto& [name, spelling] : plan_.steps[i].inputs) {
            BoundInput& input = task.inputs[at++];
            if (input.source) continue;
            auto body = workspace_->open_body(*input.artefact);
            if (!body) {
                if (!send_back(*spelling.step, body.error())) return fail(std::move(body.error()));
                return false;
            }
            input.source = std::move(*body);
        }
        return true;
    }

    /// A step whose stored result cannot be read runs again, once.
    bool send_back(std::size_t step, const Error& error) {
        StepState& state = states_[step];
        if (error.code() != "body.damaged" || state.must_run) return false;
        state.must_run = true;
        state.status = StepState::Status::waiting;
        state.cached = false;
        state.times_reported = state.times_done;  // what it did then is not told any more
        state.why = why_not_opened(error);
        return true;
    }

    Result<void> run_all_steps() {
        std::vector<std::jthread> crew;
        std::unique_lock lock(guard_);
        for (;;) {
            if (!failure_ && !context_.cancelled()) start_ready_steps(crew);
            report_done_prefix();
            if (running_ == 0 && (failure_ || context_.cancelled() || all_done() || !anything_ready())) break;
            if (running_ > 0) changed_.wait(lock);
        }
        lock.unlock();
        crew.clear();
        report_rest();
        if (context_.cancelled()) return fail(interrupted());
        if (failure_) return fail(*failure_);
        for (std::size_t i = 0; i < states_.size(); ++i)
            if (states_[i].status == StepState::Status::answered_no) return fail(answered_no(i));
        STRANDLINE_ASSERT(all_done());
        return {};
    }

    Error interrupted() const {
        const auto done = std::ranges::count(states_, StepState::Status::done, &StepState::status);
        context_.log(LogLevel::notice,
                     format("{} of {} steps are done and recorded; the same command goes on from there", done,
                            states_.size()));
        return Error::interrupted();
    }

    bool all_done() const {
        return std::ranges::all_of(states_,
                                   [](const StepState& s) { return s.status == StepState::Status::done; });
    }

    bool anything_ready() const {
        for (std::size_t i = 0; i < states_.size(); ++i)
            if (states_[i].status == StepState::Status::waiting && producers_done(i)) return true;
        return false;
    }

    void start_ready_steps(std::vector<std::jthread>& crew) {
        for (std::size_t i = 0; i < states_.size() && running_ < context_.threads(); ++i) {
            if (states_[i].status != StepState::Status::waiting || !producers_done(i)) continue;
            auto started = start(i, crew);
            if (!started) {
                failure_ = std::move(started.error());
                return;
            }
            if (states_[i].status == StepState::Status::done || *started)
                i = static_cast<std::size_t>(-1);  // something became ready: look from the start
        }
    }

    /// Looks a step up, or starts it on a thread of its own. True when a producer was sent back.
    Result<bool> start(std::size_t i, std::vector<std::jthread>& crew) {
        STRANDLINE_TRY(Task task, task_for(i));
        states_[i].work = work_of(task);
        if (is_under_way(states_[i].work)) return false;  // waits, and then takes that result
        STRANDLINE_TRY(const bool cached, take_from_cache(i, task));
        if (cached) {
            finish(i);
            return false;
        }
        STRANDLINE_TRY(const bool ready, open_step_inputs(task, i));
        if (!ready) return true;
        states_[i].status = StepState::Status::running;
        ++running_;
        crew.emplace_back([this, i, task = std::move(task)] { work(i, task); });
        return false;
    }

    std::string work_of(const Task& task) const {
        std::string work = task.operation->name;
        for (const auto& [name, value] : cache_fields(task, context_.seed()))
            work += "\n" + name + "\n" + value;
        return work;
    }

    bool is_under_way(const std::string& work) const {
        return std::ranges::any_of(states_, [&](const StepState& state) {
            return state.status == StepState::Status::running && state.work == work;
        });
    }

    void finish(std::size_t i) {
        states_[i].status = StepState::Status::done;
        ++states_[i].times_done;
    }

    void work(std::size_t i, const Task& task) {
        Context::Settings settings = context_.settings();
        settings.threads = threads_for_one();
        Context own(settings);
        const auto began = Clock::now();
        auto made = without_exceptions(task.operation->name,
                                       [&] { return stored_result(execute(session_, task, own)); });
        const std::scoped_lock lock(guard_);
        StepState& state = states_[i];
        state.seconds = std::chrono::duration<double>(Clock::now() - began).count();
        state.status = StepState::Status::waiting;
        if (made && made->answer == operation::Answer::yes) {
            state.outputs = std::move(made->outputs);
            finish(i);
        } else if (made) {
            state.outputs = std::move(made->outputs);
            state.status = StepState::Status::answered_no;
            state.record = std::move(made->record);
            ++state.times_done;
        } else if (!failure_ && made.error().exit() != Exit::interrupted) {
            context_.log(LogLevel::error, format("step '{}' ({}) failed", plan_.steps[i].name,
                                                 plan_.steps[i].operation->name));
            failure_ = std::move(made.error());
        }
        --running_;
        changed_.notify_all();
    }

    /// What a run left in the store.
    struct StoredResult {
        operation::Answer answer = operation::Answer::yes;
        std::string record;
        std::map<std::string, StepOutput> outputs;
    };

    Result<StoredResult> stored_result(const Result<Execution>& execution) const {
        if (!execution) return fail(execution.error());
        StoredResult made{execution->answer, execution->record->text(), {}};
        for (const auto& [name, output] : execution->outputs) {
            STRANDLINE_TRY(made.outputs[name], output_from_store(*output.artefact));
            if (output.is_private) made.outputs[name].size = output.size;
        }
        return made;
    }

    Error answered_no(std::size_t i) const {
        return Error::no("chain.answer", "the answer of step '{}' is no", plan_.steps[i].name)
            .found("record {}", states_[i].record)
            .mend("its outputs say why; steps that need them were not run");
    }

    unsigned threads_for_one() {
        const std::scoped_lock lock(guard_);
        return std::max(1U, context_.threads() / std::max(1U, running_));
    }

    /// Lines in topological order, as far as all steps before are done.
    void report_done_prefix() {
        for (std::size_t i = 0; i < states_.size() && states_[i].times_done > 0; ++i) report(i);
    }
    void report_rest() {
        for (std::size_t i = 0; i < states_.size(); ++i) report(i);
    }
    void report(std::size_t i) {
        StepState& state = states_[i];
        if (state.times_reported == state.times_done) return;
        state.times_reported = state.times_done;
        const bool is_no = state.status == StepState::Status::answered_no;
        lines_(line_for(plan_.steps[i].name, width_,
                        is_no          ? "no"
                        : state.cached ? "cached"
                                       : "done",
                        state.cached ? "" : format("{:.2f} s", state.seconds), state.why));
    }

    /// Those that there are: a step behind one that answered no has none. False when a stored result was
    /// damaged and its step must run again.
    Result<bool> write_outputs() {
        for (const ChainOutput& output : plan_.outputs) {
            const std::filesystem::path path = path_of(output);
            if (states_[output.step].outputs.empty()) {
                lines_(format("  not written {}: step '{}' was not run", path.string(),
                              plan_.steps[output.step].name));
                continue;
            }
            const StepOutput& result = states_[output.step].outputs.at(output.port);
            std::error_code ignored;
            if (!result.is_private && std::filesystem::is_regular_file(path, ignored)) {
                STRANDLINE_TRY(const Source there, Source::open(path));
                STRANDLINE_TRY(const Digest digest,
                               workspace_->digest_of(there, session_.options.rehash, false));
                if (digest == result.digest) continue;
            }
            std::filesystem::create_directories(path.parent_path().empty() ? "." : path.parent_path(),
                                                ignored);
            STRANDLINE_TRY(const auto file, FileSink::create(path));
            if (auto read = workspace_->read_body(result.artefact, *file); !read) {
                if (send_back(output.step, read.error())) return false;
                return fail(std::move(read.error()));
            }
            STRANDLINE_CHECK(file->commit(true));
            lines_(format("  wrote {}", path.string()));
        }
        return true;
    }

    Result<void> dry_run() {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            const Step& step = plan_.steps[i];
            StepState& state = states_[i];
            std::vector<std::string> waits_for;
            for (const auto& [name, spelling] : step.inputs)
                if (spelling.step && states_[*spelling.step].status != StepState::Status::done)
                    waits_for.push_back(plan_.steps[*spelling.step].name);
            if (!waits_for.empty()) {
                state.why = "after " + join(waits_for, ", ") + ", whose result may change";
            } else if (!workspace_) {
                state.why = "there is no workspace yet";
            } else {
                STRANDLINE_TRY(const Task task, task_for(i));
                STRANDLINE_TRY(const bool cached, take_from_cache(i, task));
                if (cached) finish(i);
            }
            lines_(line_for(step.name, width_, state.cached ? "cached" : "to run", "", state.why));
        }
        return {};
    }

    Session::State& session_;
    const operation::Registry& registry_;
    const ChainPlan& plan_;
    const ChainOptions& options_;
    const std::function<void(std::string)>& lines_;
    Context& context_;
    store::Workspace* workspace_ = nullptr;
    std::vector<StepState> states_;
    std::size_t width_ = 0;
    std::mutex guard_;
    std::condition_variable changed_;
    unsigned running_ = 0;
    std::optional<Error> failure_;
};

std::string dot_text(std::string_view text) {
    std::string result = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

}  // namespace

Result<void> run_chain(Session::State& session, const operation::Registry& registry, const ChainPlan& plan,
                       const ChainOptions& options, const std::function<void(std::string)>& lines,
                       Context& context) {
    return ChainRun(session, registry, plan, options, lines, context).run();
}

std::string as_graph(const ChainPlan& plan) {
    std::string graph = "digraph chain {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
    for (const Step& step : plan.steps) {
        graph += format("  {} [label={}, style=rounded];\n", dot_text("step " + step.name),
                        dot_text(step.name + ": " + step.operation->name));
        for (const auto& [port, spelling] : step.inputs) {
            if (spelling.step)
                graph +=
                    format("  {} -> {} [label={}];\n", dot_text("step " + plan.steps[*spelling.step].name),
                           dot_text("step " + step.name), dot_text(spelling.port + " → " + port));
            else
                graph += format("  {} [shape=note];\n  {} -> {} [label={}];\n", dot_text(spelling.words),
                                dot_text(spelling.words), dot_text("step " + step.name), dot_text(port));
        }
    }
    for (const ChainOutput& output : plan.outputs)
        graph += format("  {} [shape=note];\n  {} -> {} [label={}];\n", dot_text(output.path.string()),
                        dot_text("step " + plan.steps[output.step].name), dot_text(output.path.string()),
                        dot_text(output.port));
    return graph + "}\n";
}

}  // namespace strandline::chain
