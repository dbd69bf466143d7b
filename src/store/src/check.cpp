#include <strandline/store/workspace.hpp>

#include <algorithm>

#include "checkpoint_file.hpp"
#include "index.hpp"
#include "lock.hpp"
#include "mend.hpp"
#include "recover.hpp"
#include "verify.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

bool is_temporary(std::string_view name) {
    return name.size() > temporary_mark.size() + 6 &&
           name.substr(name.size() - 6 - temporary_mark.size()).starts_with(temporary_mark);
}

class Check {
public:
    Check(std::filesystem::path folder, bool repair, Context& context)
        : folder_(std::move(folder)), layout_{folder_ / ".strandline"}, repair_(repair), context_(context) {}

    Result<CheckReport> run() {
        STRANDLINE_CHECK(check_version(layout_));
        const auto lock = WriterLock::take(
            layout_.lock(), [this](std::string_view words) { context_.log(LogLevel::notice, words); },
            context_.settings().cancel);
        if (!lock && (repair_ || lock.error().exit() == Exit::interrupted)) return fail(lock.error());
        STRANDLINE_CHECK(settle());
        look_for_leftovers();
        STRANDLINE_CHECK(look_at_index());
        if (has_log_) STRANDLINE_CHECK(look_at_everything());
        look_at_keys();
        return std::move(report_);
    }

private:
    /// Something is wrong, and this is what was done about it, if anything.
    void found(std::string words, bool mended, std::string how) {
        report_.found.push_back(std::move(words));
        if (mended)
            report_.repaired.push_back(std::move(how));
        else
            report_.clean_after = false;
    }

    Result<void> settle() {
        auto source = Source::open(layout_.log(), "log");
        if (!source) {
            // Nothing else can be compared with anything.
            has_log_ = false;
            found(unopened(layout_.log(), source.error()), false, {});
            if (const auto other = Source::open(layout_.checkpoints(), "checkpoints"); !other)
                found(unopened(layout_.checkpoints(), other.error()), false, {});
            return {};
        }
        const auto log = LogReader::open(std::move(*source));
        if (!log) return keep_going(log.error());
        auto checkpoints = read_checkpoints(layout_, log->identity());
        if (!checkpoints && checkpoints.error().code() == "workspace.newer") return fail(checkpoints.error());
        if (!checkpoints) {
            // What was signed is not known, so nothing may be settled.
            found(unopened(layout_.checkpoints(), checkpoints.error()), false, {});
            const auto tail = look_at_tail(layout_, *log);
            if (!tail) return keep_going(tail.error());
            for (std::string& words : tail->words()) found(std::move(words), false, {});
            return {};
        }
        if (checkpoints->torn) mend_checkpoints(*checkpoints);
        const auto tail = look_at_tail(layout_, *log);
        if (!tail) return keep_going(tail.error());
        if (tail->clean() && checkpoints->signed_size() <= log->size()) return {};
        auto settled = Result<void>{};
        if (repair_) settled = settle_tail(layout_, *log, *tail, *checkpoints);
        if (!settled)
            found(settled.error().what(), false, {});
        else if (checkpoints->signed_size() > log->size() + tail->whole.size())
            found(format("the log has been truncated or rolled back: {} were signed, {} are here",
                         counted(checkpoints->signed_size(), "leaf", "leaves"), log->size()),
                  false, {});
        const bool mended = repair_ && settled;
        if (!tail->whole.empty())
            found(format("{} in the packs without a leaf in the log, from an interrupted write",
                         counted(tail->whole.size(), "whole record")),
                  mended, format("added {} to the log", counted(tail->whole.size(), "leaf", "leaves")));
        if (tail->torn_pack != 0)
            found(format("{}, byte {}: {} of an interrupted write", Layout::pack_name(tail->torn_pack),
                         tail->torn_from, counted(tail->torn_bytes, "byte")),
                  mended,
                  format("removed {} at the end of {}", counted(tail->torn_bytes, "byte"),
                         Layout::pack_name(tail->torn_pack)));
        for (std::uint32_t pack : tail->unused)
            found(format("{}: begun by an interrupted write", Layout::pack_name(pack)), mended,
                  format("removed {}", Layout::pack_name(pack)));
        if (tail->log_leftover > 0)
            found(format("log: {} behind the last whole entry", counted(tail->log_leftover, "byte")), mended,
                  format("removed {} at the end of the log", counted(tail->log_leftover, "byte")));
        return {};
    }

    Result<void> keep_going(const Error& error) {
        if (error.code() == "workspace.newer") return fail(error);
        found(error.what(), false, {});
        return {};
    }

    void mend_checkpoints(StoredCheckpoints& checkpoints) {
        bool mended = false;
        if (repair_) {
            auto file = DiskFile::open(layout_.checkpoints());
            mended = file && file->truncate(checkpoints.end) && file->sync();
        }
        found(format("checkpoints: {} of an interrupted write", counted(checkpoints.leftover, "byte")),
              mended,
              format("removed {} at the end of the checkpoints", counted(checkpoints.leftover, "byte")));
    }

    void look_for_leftovers() {
        std::error_code problem;
        std::vector<std::filesystem::path> leftovers;
        for (const auto& folder : {layout_.root, layout_.keys(), layout_.packs()})
            for (const auto& entry : std::filesystem::directory_iterator(folder, problem))
                if (entry.is_regular_file(problem) && is_temporary(entry.path().filename().string()))
                    leftovers.push_back(entry.path());
        for (const auto& entry : std::filesystem::directory_iterator(folder_, problem))
            if (entry.path().filename().string().starts_with(".strandline.new-"))
                leftovers.push_back(entry.path());
        std::ranges::sort(leftovers);
        for (const auto& path : leftovers) {
            const bool mended = repair_ && std::filesystem::remove_all(path, problem) > 0 && !problem;
            found(format("{}: left by an interrupted write", path.filename().string()), mended,
                  format("removed {}", path.filename().string()));
        }
    }

    /// The index is compared with one made anew from packs and log.
    Result<void> look_at_index() {
        auto anew = Index::in_memory(layout_);
        if (!anew) return fail(anew.error());
        if (!anew->catch_up()) return {};  // the log is told of elsewhere
        std::string words = "index: it is missing";
        if (size_of_file(layout_.index())) {
            auto opened = Index::open_existing(layout_);
            if (!opened) {
                // Such as in a folder where nothing may be written; a view in memory then serves as well.
                context_.log(LogLevel::notice,
                             format("the index was not looked at: {}", opened.error().what()));
                return {};
            }
            std::optional<Index>& index = *opened;
            words = "index: it is damaged";
            const std::uint64_t leaves = index ? index->leaves() : 0;
            if (index && !index->status()) index.reset();  // a table is missing
            if (index && leaves <= anew->leaves()) {
                // One that is merely behind is brought up to date whenever the workspace is opened.
                STRANDLINE_TRY(Source source, Source::open(layout_.log(), "log"));
                STRANDLINE_TRY(const LogReader log, LogReader::open(std::move(source)));
                if (index->fits(log) && leaves < log.size()) return {};
                words = "index: it does not fit packs and log";
                const auto here = index->summary();
                const auto there = anew->summary();
                if (here && there && *here == *there) return {};
            } else if (index) {
                words = "index: it is ahead of the log, which has been cut off or replaced";
            }
        }
        bool mended = false;
        if (repair_) {
            Index::remove(layout_);
            STRANDLINE_TRY(Index index, Index::open(layout_));
            mended = !index.is_in_memory() && index.catch_up().has_value();
        }
        found(std::move(words), mended, "made the index anew from packs and log");
        return {};
    }

    Result<void> look_at_everything() {
        STRANDLINE_TRY(VerifyReport report, verify_all());
        if (repair_ && !report.damage.empty()) {
            DamageList ignored;
            STRANDLINE_TRY(const Snapshot snapshot, take_snapshot(layout_, ignored));
            const auto mended = mend_bodies(layout_, snapshot, context_);
            if (mended && *mended > 0) {
                report_.found.insert(report_.found.end(), report.damage.begin(), report.damage.end());
                report_.repaired.push_back(
                    format("put back {} of bodies that were stored again", counted(*mended, "part")));
                STRANDLINE_TRY(report, verify_all());
            }
        }
        if (!report.damage.empty()) report_.clean_after = false;
        for (std::string& text : report.damage)
            if (std::ranges::find(report_.found, text) == report_.found.end())
                report_.found.push_back(std::move(text));
        return {};
    }

    /// Without secret keys: sealed bodies are only looked at from outside.
    Result<VerifyReport> verify_all() {
        VerifyTask task;
        task.layout = layout_;
        DamageList damage;
        STRANDLINE_TRY(const Snapshot snapshot, take_snapshot(layout_, damage));
        const Keyring keys = Keyring::load(layout_.keys(), {});
        if (const auto agent = keys.agent()) task.own = {agent->name, "ed25519:" + agent->key.hex()};
        return verify_snapshot(task, snapshot, std::move(damage), context_);
    }

    /// Nothing of this can be repaired: keys are not to be had from anything else.
    void look_at_keys() {
        Keyring keys = Keyring::load(layout_.keys(), {});
        for (std::string& words : keys.damage()) found(std::move(words), false, {});
    }

    std::filesystem::path folder_;
    Layout layout_;
    bool repair_;
    bool has_log_ = true;
    Context& context_;
    CheckReport report_;
};

}  // namespace

Result<CheckReport> Workspace::check(const std::filesystem::path& folder, bool repair, Context& context) {
    std::error_code problem;
    if (!std::filesystem::is_directory(folder / ".strandline", problem))
        return fail(Error::environment("workspace.missing", "there is no workspace in {}", folder.string())
                        .expected("a folder .strandline")
                        .mend("name another folder with --workspace"));
    return Check(folder, repair, context).run();
}

}  // namespace strandline::store
