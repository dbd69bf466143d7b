#include <strandline/formats/sparkplug.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

// Sparkplug Specification 3.0.0, chapters 5 (operational behavior) and 6.4 (payloads).
namespace strandline::formats {
namespace {

using Quality = SparkplugReading::Quality;

constexpr std::uint64_t sequence_numbers = 256;
constexpr std::string_view birth_sequence = "bdSeq";

/// Property "Quality" as OPC has it: 192 good, 500 stale, all else bad.
Quality quality_of(const SparkplugMetric& metric) {
    if (!metric.quality) return Quality::good;
    if (*metric.quality == 500) return Quality::stale;
    return (*metric.quality & 192) == 192 && *metric.quality < 256 ? Quality::good : Quality::bad;
}

const SparkplugMetric* find_metric(const SparkplugPayload& payload, std::string_view name) {
    for (const SparkplugMetric& metric : payload.metrics)
        if (metric.name == name) return &metric;
    return nullptr;
}

std::string signal_name(const std::string& device, const std::string& metric) {
    return device.empty() ? metric : device + "/" + metric;
}

double time_of(const SparkplugMetric& metric, const SparkplugPayload& payload, double arrival_ms) {
    if (metric.timestamp_ms) return static_cast<double>(*metric.timestamp_ms);
    return payload.timestamp_ms ? static_cast<double>(*payload.timestamp_ms) : arrival_ms;
}

/// Of the protocol itself, not of the process.
bool is_of_protocol(const std::string& name) {
    return name == birth_sequence || name.starts_with("Node Control/") || name.starts_with("Device Control/");
}

}  // namespace

std::vector<SparkplugReading> SparkplugStream::message(std::string_view topic, std::string_view payload,
                                                       double now_ms) {
    std::vector<SparkplugReading> out;
    auto parsed = parse_sparkplug_topic(topic);
    if (!parsed) return out;
    ++counts_.messages;
    auto decoded = decode_sparkplug(payload);
    const std::string key = parsed->group + "/" + parsed->node;
    Node& node = nodes_[key];
    if (!decoded) {
        ++counts_.not_decoded;
        ask_rebirth(key, node, now_ms);
        return out;
    }
    Waiting message{std::move(*parsed), std::move(*decoded), now_ms};
    const std::string& type = message.topic.type;
    if (type == "NBIRTH" || type == "NDEATH") {
        deliver(node, message, out);
    } else if (!node.alive) {
        ++counts_.before_birth;
        ask_rebirth(key, node, now_ms);
    } else {
        in_order(key, node, std::move(message), out);
    }
    counts_.readings += out.size();
    return out;
}

/// Sequence numbers run from 0 to 255 over all messages of a node but its death.
void SparkplugStream::in_order(const std::string& key, Node& node, Waiting message,
                               std::vector<SparkplugReading>& out) {
    if (!message.payload.seq || *message.payload.seq >= sequence_numbers) {
        ++counts_.not_decoded;
        return;
    }
    const std::uint64_t distance = (*message.payload.seq + sequence_numbers - node.next) % sequence_numbers;
    if (distance > sequence_numbers / 2) {
        ++counts_.duplicates;  // of one that was already taken
        return;
    }
    if (distance > 0) ++counts_.reordered;
    const double now_ms = message.arrival_ms;
    if (!node.waiting.emplace(*message.payload.seq, std::move(message)).second) ++counts_.duplicates;
    for (auto at = node.waiting.find(node.next); at != node.waiting.end();
         at = node.waiting.find(node.next)) {
        const Waiting next = std::move(at->second);
        node.waiting.erase(at);
        node.next = (node.next + 1) % sequence_numbers;
        deliver(node, next, out);
    }
    if (node.waiting.size() > settings_.reorder) skip_missing(key, node, now_ms, out);
}

/// Goes on with the first message that is there; what was between is lost, so the node is asked for all anew.
void SparkplugStream::skip_missing(const std::string& key, Node& node, double now_ms,
                                   std::vector<SparkplugReading>& out) {
    while (!node.waiting.empty()) {
        std::uint64_t nearest = sequence_numbers;
        for (const auto& [seq, message] : node.waiting)
            nearest = std::min(nearest, (seq + sequence_numbers - node.next) % sequence_numbers);
        counts_.missing_sequence += nearest;
        if (nearest > 0) ask_rebirth(key, node, now_ms);
        const auto at = node.waiting.find((node.next + nearest) % sequence_numbers);
        const Waiting next = std::move(at->second);
        node.waiting.erase(at);
        node.next = (node.next + nearest + 1) % sequence_numbers;
        deliver(node, next, out);
    }
}

std::vector<SparkplugReading> SparkplugStream::tick(double now_ms) {
    std::vector<SparkplugReading> out;
    for (auto& [key, node] : nodes_) {
        const bool waited = std::ranges::any_of(node.waiting, [&](const auto& one) {
            return now_ms - one.second.arrival_ms >= settings_.patience_ms;
        });
        if (waited) skip_missing(key, node, now_ms, out);
    }
    counts_.readings += out.size();
    return out;
}

void SparkplugStream::deliver(Node& node, const Waiting& message, std::vector<SparkplugReading>& out) {
    const std::string& type = message.topic.type;
    if (type.ends_with("BIRTH"))
        birth(node, message, out);
    else if (type.ends_with("DEATH"))
        death(node, message, out);
    else
        data(node, message, out);
}

void SparkplugStream::birth(Node& node, const Waiting& message, std::vector<SparkplugReading>& out) {
    const bool of_node = message.topic.device.empty();
    if (of_node) {
        node = {.alive = true, .asked_ms = node.asked_ms};
        node.next = (message.payload.seq.value_or(0) + 1) % sequence_numbers;
        if (const SparkplugMetric* metric = find_metric(message.payload, birth_sequence))
            node.birth_sequence = metric->number;
    }
    Device& device = node.devices[message.topic.device];
    device = {.alive = true};
    for (const SparkplugMetric& metric : message.payload.metrics) {
        if (metric.name.empty()) continue;
        device.metrics[metric.name] = {metric.name, metric.unit, metric.datatype};
        if (metric.alias) node.aliases[*metric.alias] = {message.topic.device, metric.name};
    }
    data(node, message, out);
    for (SparkplugReading& reading : out)
        reading.birth = reading.birth || reading.arrival_ms == message.arrival_ms;
}

void SparkplugStream::data(Node& node, const Waiting& message, std::vector<SparkplugReading>& out) {
    for (const SparkplugMetric& metric : message.payload.metrics) {
        std::string device = message.topic.device, name = metric.name;
        if (name.empty() && metric.alias) {
            const auto alias = node.aliases.find(*metric.alias);
            if (alias == node.aliases.end()) {
                ++counts_.unknown_alias;
                ask_rebirth(message.topic.group + "/" + message.topic.node, node, message.arrival_ms);
                continue;
            }
            std::tie(device, name) = alias->second;
        }
        if (name.empty() || is_of_protocol(name)) continue;
        const Metric& known = node.devices[device].metrics[name];
        const std::uint32_t datatype = metric.datatype ? metric.datatype : known.datatype;
        if (datatype > 11 || (metric.text && !metric.number)) continue;  // texts are no measurements
        SparkplugReading reading{.signal = signal_name(device, name),
                                 .unit = metric.unit.empty() ? known.unit : metric.unit,
                                 .time_ms = time_of(metric, message.payload, message.arrival_ms),
                                 .arrival_ms = message.arrival_ms,
                                 .quality = quality_of(metric),
                                 .historical = metric.historical};
        if (!metric.null && metric.number && std::isfinite(*metric.number)) reading.value = metric.number;
        out.push_back(std::move(reading));
    }
}

/// From a death on, nothing that was known is good any more.
void SparkplugStream::stale(const std::string& device_name, const Device& device, const Waiting& message,
                            std::vector<SparkplugReading>& out) const {
    for (const auto& [name, metric] : device.metrics) {
        if (is_of_protocol(name) || metric.datatype > 11) continue;
        out.push_back({.signal = signal_name(device_name, name),
                       .unit = metric.unit,
                       .time_ms = message.arrival_ms,
                       .arrival_ms = message.arrival_ms,
                       .quality = Quality::stale});
    }
}

void SparkplugStream::death(Node& node, const Waiting& message, std::vector<SparkplugReading>& out) {
    if (!message.topic.device.empty()) {
        Device& device = node.devices[message.topic.device];
        if (device.alive) stale(message.topic.device, device, message, out);
        device.alive = false;
        return;
    }
    // A broker may deliver the death of an earlier session after the present birth: bdSeq tells.
    const SparkplugMetric* metric = find_metric(message.payload, birth_sequence);
    if (node.birth_sequence && metric && metric->number && *metric->number != *node.birth_sequence) {
        ++counts_.stale_deaths;
        return;
    }
    for (const auto& [name, device] : node.devices)
        if (device.alive) stale(name, device, message, out);
    for (auto& [name, device] : node.devices) device.alive = false;
    node.alive = false;
    node.waiting.clear();
}

void SparkplugStream::ask_rebirth(const std::string& key, Node& node, double now_ms) {
    if (now_ms - node.asked_ms < settings_.rebirth_every_ms) return;
    node.asked_ms = now_ms;
    ++counts_.rebirths_asked;
    rebirths_.push_back(key);
}

std::vector<std::string> SparkplugStream::take_rebirth_requests() { return std::exchange(rebirths_, {}); }

bool SparkplugStream::all_dead() const {
    return !nodes_.empty() &&
           std::ranges::none_of(nodes_, [](const auto& node) { return node.second.alive; });
}

}  // namespace strandline::formats
