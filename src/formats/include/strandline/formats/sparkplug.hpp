#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// One metric of a Sparkplug B payload; only what a number of a bioreactor needs. Sparkplug Specification
/// 3.0.0, Eclipse Foundation 2022, chapter 6.
struct SparkplugMetric {
    std::string name;  // empty where the alias stands for it
    std::optional<std::uint64_t> alias;
    std::optional<std::uint64_t> timestamp_ms;  // since 1970, UTC
    std::uint32_t datatype = 0;                 // 1–8 integers, 9 float, 10 double, 11 boolean, 12 text …
    bool historical = false, null = false;
    std::optional<double> number;  // of integers, floats and booleans
    std::optional<std::string> text;
    std::optional<std::int64_t> quality;  // property "Quality": 192 good, 0 bad, 500 stale
    std::string unit;                     // property "engUnit"
};

struct SparkplugPayload {
    std::optional<std::uint64_t> timestamp_ms, seq;
    std::vector<SparkplugMetric> metrics;
};

/// "sparkplug.payload" for bytes that are none.
Result<SparkplugPayload> decode_sparkplug(std::string_view bytes);
/// The bytes of a payload; of each metric one value, number before text.
std::string encode_sparkplug(const SparkplugPayload& payload);

/// spBv1.0/GROUP/TYPE/NODE[/DEVICE]
struct SparkplugTopic {
    std::string group, type, node, device;  // type: NBIRTH, DDATA …
};
/// Nothing for a topic that is no Sparkplug B topic of an edge node.
std::optional<SparkplugTopic> parse_sparkplug_topic(std::string_view topic);

/// What became known of one metric of one node or device.
struct SparkplugReading {
    std::string signal;  // the metric's name; with its device before it where there is one: "R1/DO"
    std::string unit;
    double time_ms = 0;     // when it was measured
    double arrival_ms = 0;  // when its message came
    std::optional<double> value;
    enum class Quality : std::uint8_t { good, bad, stale } quality = Quality::good;
    bool birth = false, historical = false;
};

/// The state of a group's edge nodes as their messages tell it: births, aliases, sequence numbers, deaths.
/// Messages out of order wait for those before them; what stays missing asks for a rebirth, and data until
/// then are taken as they are known by name. Of one thread.
class SparkplugStream {
public:
    struct Settings {
        std::size_t reorder = 8;          // messages that wait for a missing one, at most
        double patience_ms = 5000;        // how long they wait
        double rebirth_every_ms = 10000;  // a node is asked again no sooner
    };
    SparkplugStream() = default;
    explicit SparkplugStream(Settings settings) : settings_(settings) {}

    /// What a message tells, in the order in which it was sent. A payload that is none counts as a remark.
    std::vector<SparkplugReading> message(std::string_view topic, std::string_view payload, double now_ms);
    /// To be called now and then: gives up waiting for messages that did not come.
    std::vector<SparkplugReading> tick(double now_ms);

    /// Nodes to be asked for a rebirth, each "GROUP/NODE"; asked for once, cleared by this call.
    std::vector<std::string> take_rebirth_requests();
    /// Whether all nodes that were born are dead.
    bool all_dead() const;

    struct Counts {
        std::uint64_t messages = 0, readings = 0, not_decoded = 0, missing_sequence = 0, reordered = 0,
                      unknown_alias = 0, before_birth = 0, stale_deaths = 0, rebirths_asked = 0,
                      duplicates = 0;
    };
    const Counts& counts() const { return counts_; }

private:
    struct Metric {
        std::string name, unit;
        std::uint32_t datatype = 0;
    };
    struct Device {
        bool alive = false;
        std::map<std::string, Metric, std::less<>> metrics;
    };
    struct Waiting {
        SparkplugTopic topic;
        SparkplugPayload payload;
        double arrival_ms = 0;
    };
    struct Node {
        bool alive = false;
        std::optional<double> birth_sequence;                                  // bdSeq
        std::uint64_t next = 0;                                                // the sequence number expected
        std::map<std::uint64_t, std::pair<std::string, std::string>> aliases;  // device, metric
        std::map<std::string, Device, std::less<>> devices;                    // "" is the node itself
        std::map<std::uint64_t, Waiting> waiting;                              // by distance from `next`
        double asked_ms = -1e18;
    };

    void birth(Node& node, const Waiting& message, std::vector<SparkplugReading>& out);
    void data(Node& node, const Waiting& message, std::vector<SparkplugReading>& out);
    void death(Node& node, const Waiting& message, std::vector<SparkplugReading>& out);
    void deliver(Node& node, const Waiting& message, std::vector<SparkplugReading>& out);
    void in_order(const std::string& key, Node& node, Waiting message, std::vector<SparkplugReading>& out);
    void skip_missing(const std::string& key, Node& node, double now_ms, std::vector<SparkplugReading>& out);
    void ask_rebirth(const std::string& key, Node& node, double now_ms);
    void stale(const std::string& device_name, const Device& device, const Waiting& message,
               std::vector<SparkplugReading>& out) const;

    Settings settings_{};
    std::map<std::string, Node> nodes_;  // by "GROUP/NODE"
    std::vector<std::string> rebirths_;
    Counts counts_;
};

}  // namespace strandline::formats
