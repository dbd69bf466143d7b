#include "estimate/listen_operation.hpp"

#include "estimate/estimate_operation.hpp"
#include "estimate/listening.hpp"
#include "estimate/live_estimates.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/mqtt_client.hpp>
#include <strandline/formats/run_table.hpp>
#include <strandline/formats/sparkplug.hpp>

#include <chrono>
#include <optional>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

double now_ms() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

/// The certificate by which a host application tells that it listens: Sparkplug Specification 3.0.0, 6.4.22.
std::string host_state(bool online, double time_ms) {
    return Json::object({{"online", online}, {"timestamp", static_cast<std::uint64_t>(time_ms)}}).compact();
}

std::string rebirth_command(double time_ms) {
    return formats::encode_sparkplug(
        {.timestamp_ms = static_cast<std::uint64_t>(time_ms),
         .seq = {},
         .metrics = {{.name = "Node Control/Rebirth", .datatype = 11, .number = 1.0}}});
}

/// Read here, not as an input: its digest must stand in no record.
Result<std::string> password(const Call& call) {
    if (call.text("password-file").empty()) return std::string();
    STRANDLINE_TRY(const Source file, Source::open(call.text("password-file")));
    STRANDLINE_TRY(const std::string text, file.read_all());
    return std::string(trim(text));
}

/// Names that stand in topics: no levels, no wildcards.
Result<void> check_name(const Call& call, std::string_view param) {
    const std::string& name = call.text(param);
    if (!name.empty() && name.find_first_of("/+#") == std::string::npos) return {};
    return fail(Error::input("process.topic", "--{} '{}' is no name in a topic", param, printable(name))
                    .expected("a name without / + #"));
}

class Listening {
public:
    Listening(const Call& call, std::optional<LiveEstimates> estimates, Context& context)
        : call_(call),
          estimates_(std::move(estimates)),
          context_(context),
          group_(call.text("group")),
          node_(call.text("node")),
          live_(call.text("device")),
          until_ms_(now_ms() + call.number("for") * 3.6e6) {}

    Result<void> run() {
        const double began = now_ms();
        const std::string state = "spBv1.0/STATE/" + call_.text("host");
        STRANDLINE_TRY(std::string secret, password(call_));
        formats::Broker broker{.address = call_.text("broker"),
                               .client = format("strandline-{}-{:.0f}", call_.text("host"), began),
                               .user = call_.text("user"),
                               .password = std::move(secret),
                               .authorities = call_.text("authorities")};
        STRANDLINE_TRY(auto client,
                       formats::MqttClient::connect(
                           std::move(broker), formats::MqttClient::Will{state, host_state(false, began)}));
        STRANDLINE_CHECK(client.subscribe("spBv1.0/" + group_ + "/+/" + node_ + "/#"));
        STRANDLINE_CHECK(client.publish(state, host_state(true, began), true));
        // Whoever was born before we came does not tell its names again unless asked.
        STRANDLINE_CHECK(ask_rebirth(client));
        context_.log(LogLevel::notice,
                     format("listening to {}/{} at {}", group_, node_, call_.text("broker")));
        STRANDLINE_CHECK(receive_all(client));
        return client.publish(state, host_state(false, now_ms()), true);
    }

    const LiveRun& live() const { return live_; }
    const std::optional<LiveEstimates>& estimates() const { return estimates_; }
    const formats::SparkplugStream& stream() const { return stream_; }

private:
    Result<void> ask_rebirth(formats::MqttClient& client) const {
        return client.publish("spBv1.0/" + group_ + "/NCMD/" + node_, rebirth_command(now_ms()), false);
    }

    Result<void> receive_all(formats::MqttClient& client) {
        while (!context_.cancelled() && now_ms() < until_ms_) {
            STRANDLINE_TRY(const auto message, client.receive(std::chrono::milliseconds(200)));
            if (message) live_.take(stream_.message(message->topic, message->payload, now_ms()));
            live_.take(stream_.tick(now_ms()));
            for (const std::string& node : stream_.take_rebirth_requests()) {
                context_.log(LogLevel::notice, format("asking {} to tell everything again", node));
                STRANDLINE_CHECK(ask_rebirth(client));
            }
            context_.progress("readings", stream_.counts().readings, 0);
            if (now_ms() >= next_ms_) STRANDLINE_CHECK(estimate());
            if (stream_.all_dead() && !call_.flag("stay")) {
                context_.log(LogLevel::notice, "the node is gone: the run ends");
                return estimate();
            }
        }
        return {};
    }

    /// What is known by now, where there is news.
    Result<void> estimate() {
        next_ms_ = now_ms() + call_.number("every") * 1000;
        const std::size_t known = live_.run().readings.size();
        if (!estimates_ || known == estimated_) return {};
        STRANDLINE_TRY(const bool told, estimates_->update(live_.run()));
        if (told) context_.log(LogLevel::notice, estimates_->words());
        estimated_ = known;
        return {};
    }

    const Call& call_;
    std::optional<LiveEstimates> estimates_;
    Context& context_;
    std::string group_, node_;
    formats::SparkplugStream stream_;
    LiveRun live_;
    double until_ms_, next_ms_ = 0;
    std::size_t estimated_ = 0;  // readings that the last estimate knew
};

void tell_counts(const formats::SparkplugStream::Counts& counts, const RunData& run, Context& context) {
    context.log(LogLevel::notice,
                format("{} of {}, {}", counted(run.readings.size(), "reading"),
                       counted(run.signals.size(), "signal"), counted(counts.messages, "message")));
    const std::pair<std::uint64_t, std::string_view> faults[] = {
        {counts.not_decoded, "could not be read"},
        {counts.missing_sequence, "never came"},
        {counts.before_birth, "came before a birth"},
        {counts.duplicates, "came twice"},
        {counts.stale_deaths, "told of the end of an earlier session"}};
    for (const auto& [count, what] : faults)
        if (count > 0) context.log(LogLevel::warning, format("{} {}", counted(count, "message"), what));
    if (counts.unknown_alias > 0)
        context.log(LogLevel::warning,
                    format("{} of an unknown alias", counted(counts.unknown_alias, "metric")));
}

Result<Answer> run_listen(Call& call, Context& context) {
    STRANDLINE_CHECK(check_name(call, "group"));
    STRANDLINE_CHECK(check_name(call, "node"));
    STRANDLINE_CHECK(check_name(call, "host"));
    std::optional<LiveEstimates> estimates;
    if (call.has("settings")) { STRANDLINE_TRY(estimates, LiveEstimates::make(call, context)); }
    Listening listening(call, std::move(estimates), context);
    STRANDLINE_CHECK(listening.run());
    const RunData& run = listening.live().run();
    tell_counts(listening.stream().counts(), run, context);
    if (run.readings.empty())
        return fail(Error::no("process.no_readings", "nothing was heard of {}/{}", call.text("group"),
                              call.text("node"))
                        .mend("see that --group and --node{} are right and that the node is connected",
                              call.text("device").empty() ? "" : " and --device"));
    STRANDLINE_CHECK(formats::write_run(run, call.output("run")));
    if (listening.estimates()) STRANDLINE_CHECK(listening.estimates()->write(call.output("estimates")));
    return Answer::yes;
}

}  // namespace

operation::Operation listen_operation() {
    using operation::port;
    using operation::text;
    operation::Operation made;
    made.name = "process listen";
    made.summary = "Record a running bioreactor over MQTT (Sparkplug B) as a run that process estimate reads";
    made.description =
        "Listens to one edge node of a Sparkplug B group as a host application: asks it to tell its metrics, "
        "follows births, aliases, sequence numbers and deaths, asks anew when messages are lost, and writes "
        "what it heard as CSV with a row of units, each reading with the time it was taken and the time it "
        "came. Readings of bad quality, stale ones, nulls and those of a clock that stepped are kept and "
        "marked, "
        "so that nobody takes them for numbers.\n\n"
        "With --settings (those of 'process estimate') and a model, the states are estimated while the run "
        "goes "
        "on, told every few seconds and written to --estimates; assays that come late count from the time of "
        "their sample.\n\n"
        "It ends when the node dies (with --stay it waits for its next birth), after --for, or with Ctrl-C, "
        "which keeps what was heard. What is recorded in the thread is the run itself; it is never taken "
        "from "
        "the store.";
    made.is_of_the_moment = true;
    made.params = {
        text("broker").required().value("ADDRESS").help("mqtt://host:1883, or mqtts://host:8883"),
        text("group").required().value("NAME").help("the Sparkplug group"),
        text("node").required().value("NAME").help("the edge node"),
        text("device", "")
            .value("NAME")
            .help("only this device of the node; its metrics then go by their own names"),
        operation::number("for", 8760).unit("h").help("how long to listen at most"),
        operation::number("every", 10).unit("s").range(0.1, 86400).help("how often the estimate is told"),
        operation::flag("stay").help("go on when the node dies"),
        text("host", "strandline").value("NAME").help("the name of this host application"),
        text("user", "").value("NAME").help("user name at the broker"),
        text("password-file", "").value("FILE").help("a file with the password at the broker"),
        text("authorities", "").value("FILE").help("certificates that mqtts trusts, PEM; else the system's")};
    made.inputs = {
        port("settings")
            .format("toml")
            .optional()
            .described(
                "TOML of 'process estimate': states, signals, inputs; estimates while the run goes on"),
        model_port().optional().described("SBML; found where [model] of the settings says"),
        submodels_port()};
    made.find_inputs = find_estimate_model;
    made.outputs = {
        port("run")
            .format("process.run/1")
            .described("CSV: names, units, then a row for each moment, with the hour of the sample "
                       "(time) and of its arrival")
            .file("run.csv")
            .kept_when_interrupted(),
        port("estimates")
            .format("process.estimate/1")
            .described("TSV: what was known of the states at each time, with --settings")
            .optional()
            .file("live.tsv")
            .kept_when_interrupted()};
    made.example = "strandline process listen --broker mqtt://localhost --group plant --node R1 -o run.csv";
    made.run = run_listen;
    return made;
}

}  // namespace strandline::process
