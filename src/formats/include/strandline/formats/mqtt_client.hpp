#pragma once

#include <strandline/base/result.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

struct Broker {
    std::string address;  // mqtt://host:1883, mqtts://host:8883
    std::string client;   // the name of this client at the broker
    std::string user, password;
    std::string authorities;  // a file of certificates that mqtts trusts; the system's where empty
};

struct MqttMessage {
    std::string topic, payload;
};

/// A connection to an MQTT 3.1.1 broker, by Eclipse Paho, whose library is loaded when the first one is made.
/// Lost connections are made again, with what was subscribed to. Of one thread.
class MqttClient {
public:
    /// What the broker publishes for a client that is gone without a word, kept for those who come later.
    struct Will {
        std::string topic, payload;
    };
    /// "mqtt.address" for an address that is none, "mqtt.connect" (environment) when there is no answer.
    static Result<MqttClient> connect(Broker broker, std::optional<Will> will);
    MqttClient(MqttClient&&) noexcept;
    MqttClient& operator=(MqttClient&&) noexcept;
    ~MqttClient();

    Result<void> subscribe(const std::string& topics);
    Result<void> publish(const std::string& topic, std::string_view payload, bool kept);
    /// The next message, or nothing when none came in this time. "mqtt.lost" when the connection is gone and
    /// could not be made again.
    Result<std::optional<MqttMessage>> receive(std::chrono::milliseconds patience);
    /// How often the connection was lost and made again.
    int reconnections() const;

private:
    struct State;
    explicit MqttClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace strandline::formats
