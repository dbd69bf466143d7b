#pragma once

#include <MQTTClient.h>

namespace strandline::formats {

#define STRANDLINE_MQTT_FUNCTIONS(X) \
    X(MQTTClient_create)             \
    X(MQTTClient_connect)            \
    X(MQTTClient_disconnect)         \
    X(MQTTClient_isConnected)        \
    X(MQTTClient_subscribe)          \
    X(MQTTClient_publish)            \
    X(MQTTClient_receive)            \
    X(MQTTClient_freeMessage)        \
    X(MQTTClient_free)               \
    X(MQTTClient_destroy)            \
    X(MQTTClient_strerror)

/// The functions of Paho's client, bound when first asked for: loading the library would cost every command.
struct MqttLibrary {
#define STRANDLINE_DECLARE(name) decltype(&::name) name = nullptr;
    STRANDLINE_MQTT_FUNCTIONS(STRANDLINE_DECLARE)
#undef STRANDLINE_DECLARE
};

/// Null where the machine has no such library.
const MqttLibrary* mqtt_library();

}  // namespace strandline::formats
