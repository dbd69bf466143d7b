#include "live/mqtt_library.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/mqtt_client.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <thread>
#include <type_traits>

namespace strandline::formats {
namespace {

constexpr int attempts = 5, at_least_once = 1, seconds_to_connect = 10, end_ms = 500;

const MqttLibrary* load() {
    void* const library = dlopen(STRANDLINE_MQTT_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (!library) return nullptr;
    static MqttLibrary bound;
    bool complete = true;
    const auto bind = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
        complete = complete && function;
    };
#define STRANDLINE_BIND(name) bind(bound.name, #name);
    STRANDLINE_MQTT_FUNCTIONS(STRANDLINE_BIND)
#undef STRANDLINE_BIND
    return complete ? &bound : nullptr;
}

/// Paho's spelling of the address.
Result<std::string> paho_address(const std::string& address) {
    static constexpr std::pair<std::string_view, std::string_view> schemes[] = {
        {"mqtt://", "tcp://"}, {"tcp://", "tcp://"}, {"mqtts://", "ssl://"}, {"ssl://", "ssl://"}};
    for (const auto& [ours, theirs] : schemes) {
        if (!address.starts_with(ours)) continue;
        std::string rest = address.substr(ours.size());
        if (rest.empty()) break;
        if (rest.find(':') == std::string::npos) rest += theirs == "ssl://" ? ":8883" : ":1883";
        return std::string(theirs) + rest;
    }
    return fail(Error::input("mqtt.address", "'{}' is no address of a broker", address)
                    .expected("mqtt://host:1883, or mqtts://host:8883 with encryption"));
}

}  // namespace

const MqttLibrary* mqtt_library() {
    static const MqttLibrary* const library = load();
    return library;
}

struct MqttClient::State {
    const MqttLibrary* library = nullptr;
    Broker broker;
    std::string address;
    std::optional<Will> will;
    ::MQTTClient client = nullptr;
    std::vector<std::string> subscribed;
    int reconnections = 0;

    ~State() {
        if (!client) return;
        library->MQTTClient_disconnect(client, end_ms);
        library->MQTTClient_destroy(&client);
    }

    std::string words(int code) const {
        // Positive codes are the broker's answer to a connection (MQTT 3.1.1, table 3.1).
        static constexpr const char* answers[] = {"",
                                                  "unacceptable protocol version",
                                                  "client name rejected",
                                                  "server unavailable",
                                                  "bad user name or password",
                                                  "not authorised"};
        if (code > 0 && code < 6) return answers[code];
        const char* text = library->MQTTClient_strerror(code);
        return text ? text : format("code {}", code);
    }

    int connect() {
        MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;
        MQTTClient_willOptions last = MQTTClient_willOptions_initializer;
        MQTTClient_SSLOptions security = MQTTClient_SSLOptions_initializer;
        options.keepAliveInterval = 30;
        options.cleansession = 1;
        options.connectTimeout = seconds_to_connect;
        if (!broker.user.empty()) options.username = broker.user.c_str();
        if (!broker.password.empty()) options.password = broker.password.c_str();
        if (will) {
            last.topicName = will->topic.c_str();
            last.message = will->payload.c_str();
            last.retained = 1;
            last.qos = at_least_once;
            options.will = &last;
        }
        security.enableServerCertAuth = 1;
        security.verify = 1;
        if (!broker.authorities.empty()) security.trustStore = broker.authorities.c_str();
        if (address.starts_with("ssl://")) options.ssl = &security;
        return library->MQTTClient_connect(client, &options);
    }

    Result<void> subscribe(const std::string& topics) const {
        const int code = library->MQTTClient_subscribe(client, topics.c_str(), at_least_once);
        if (code != MQTTCLIENT_SUCCESS)
            return fail(
                Error::environment("mqtt.subscribe", "the broker refuses '{}': {}", topics, words(code)));
        return {};
    }

    Result<void> connect_again() {
        for (int attempt = 0; attempt < attempts; ++attempt) {
            if (connect() == MQTTCLIENT_SUCCESS) {
                ++reconnections;
                for (const std::string& topics : subscribed) STRANDLINE_CHECK(subscribe(topics));
                return {};
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(200 << attempt));
        }
        return fail(Error::environment("mqtt.lost",
                                       "the connection to {} is lost and could not be made again",
                                       broker.address)
                        .mend("see that the broker runs"));
    }
};

MqttClient::MqttClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
MqttClient::MqttClient(MqttClient&&) noexcept = default;
MqttClient& MqttClient::operator=(MqttClient&&) noexcept = default;
MqttClient::~MqttClient() = default;

Result<MqttClient> MqttClient::connect(Broker broker, std::optional<Will> will) {
    auto state = std::make_unique<State>();
    STRANDLINE_TRY(state->address, paho_address(broker.address));
    state->library = mqtt_library();
    if (!state->library)
        return fail(Error::environment("mqtt.not_installed", "{} is not installed", STRANDLINE_MQTT_LIBRARY)
                        .mend("install Debian's package libpaho-mqtt1.3"));
    state->broker = std::move(broker);
    state->will = std::move(will);
    int code =
        state->library->MQTTClient_create(&state->client, state->address.c_str(),
                                          state->broker.client.c_str(), MQTTCLIENT_PERSISTENCE_NONE, nullptr);
    if (code == MQTTCLIENT_SUCCESS) code = state->connect();
    if (code != MQTTCLIENT_SUCCESS)
        return fail(Error::environment("mqtt.connect", "no connection to {}: {}", state->broker.address,
                                       state->words(code))
                        .mend("see that the broker runs there, and that user and password are right"));
    return MqttClient(std::move(state));
}

Result<void> MqttClient::subscribe(const std::string& topics) {
    STRANDLINE_CHECK(state_->subscribe(topics));
    state_->subscribed.push_back(topics);
    return {};
}

Result<void> MqttClient::publish(const std::string& topic, std::string_view payload, bool kept) {
    const int code =
        state_->library->MQTTClient_publish(state_->client, topic.c_str(), static_cast<int>(payload.size()),
                                            payload.data(), at_least_once, kept ? 1 : 0, nullptr);
    if (code != MQTTCLIENT_SUCCESS)
        return fail(Error::environment("mqtt.publish", "the message on '{}' was not sent: {}", topic,
                                       state_->words(code)));
    return {};
}

Result<std::optional<MqttMessage>> MqttClient::receive(std::chrono::milliseconds patience) {
    char* topic = nullptr;
    int length = 0;
    MQTTClient_message* message = nullptr;
    const int code = state_->library->MQTTClient_receive(
        state_->client, &topic, &length, &message,
        static_cast<unsigned long>(std::max<std::int64_t>(1, patience.count())));
    std::optional<MqttMessage> received;
    if (message) {
        received = MqttMessage{std::string(topic, static_cast<std::size_t>(length)),
                               std::string(static_cast<const char*>(message->payload),
                                           static_cast<std::size_t>(message->payloadlen))};
        state_->library->MQTTClient_freeMessage(&message);
        state_->library->MQTTClient_free(topic);
    }
    if (code != MQTTCLIENT_SUCCESS && code != MQTTCLIENT_TOPICNAME_TRUNCATED &&
        !state_->library->MQTTClient_isConnected(state_->client))
        STRANDLINE_CHECK(state_->connect_again());
    return received;
}

int MqttClient::reconnections() const { return state_->reconnections; }

}  // namespace strandline::formats
