// OpenSSL for the event loops: its macros as functions, and a BIO that never blocks and never raises SIGPIPE.
#pragma once

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

// As in <sys/socket.h>, whose anonymous enums Swift's importer would take away from its Glibc module.
extern ssize_t send(int, const void *, size_t, int);
extern ssize_t recv(int, void *, size_t, int);
enum { COPENSSL_DONTWAIT = 0x40, COPENSSL_NOSIGNAL = 0x4000 };

// MARK: The stream below a session

// A socket as OpenSSL sees it. Writes always succeed: what the socket does not take now is queued, so that reading
// never has to wait for writing.
typedef struct {
    int descriptor;
    // The last recv found less than it asked for: the socket is empty until epoll tells of it again.
    int is_drained;
    // Bytes that may still be received in this call. OpenSSL reads on until it has bytes for us, and a client that sends
    // nothing but key updates, faster than they are worked off, would otherwise keep it reading for ever.
    size_t allowance;
    unsigned char *queue;
    size_t queue_capacity, queue_start, queue_end;
} copenssl_stream;

static inline size_t copenssl_stream_queued(const copenssl_stream *stream) {
    return stream->queue_end - stream->queue_start;
}

static inline int copenssl_stream_enqueue(copenssl_stream *stream, const unsigned char *bytes, size_t count) {
    if (stream->queue_end + count > stream->queue_capacity) {
        size_t queued = copenssl_stream_queued(stream);
        if (queued + count <= stream->queue_capacity / 2) {
            // Half of it has gone: what is left moves to the front, or a client that takes much and never all would make
            // the queue grow by all that it takes.
            memmove(stream->queue, stream->queue + stream->queue_start, queued);
        } else {
            // At least doubled, so that many small records do not copy the queue each time.
            size_t capacity = stream->queue_capacity * 2;
            if (capacity < queued + count) capacity = queued + count;
            unsigned char *queue = malloc(capacity);
            if (queue == NULL) return 0;
            if (queued > 0) memcpy(queue, stream->queue + stream->queue_start, queued);
            free(stream->queue);
            stream->queue = queue;
            stream->queue_capacity = capacity;
        }
        stream->queue_start = 0;
        stream->queue_end = queued;
    }
    memcpy(stream->queue + stream->queue_end, bytes, count);
    stream->queue_end += count;
    return 1;
}

// Sends what is queued: 1 when all is gone, 0 when the socket is full, -1 when it is broken.
static inline int copenssl_stream_flush(copenssl_stream *stream) {
    while (copenssl_stream_queued(stream) > 0) {
        ssize_t sent = send(
            stream->descriptor, stream->queue + stream->queue_start, copenssl_stream_queued(stream),
            COPENSSL_NOSIGNAL | COPENSSL_DONTWAIT);
        if (sent > 0) {
            stream->queue_start += (size_t)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return 0;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    free(stream->queue);
    stream->queue = NULL;
    stream->queue_capacity = stream->queue_start = stream->queue_end = 0;
    return 1;
}

static inline int copenssl_bio_write(BIO *bio, const char *bytes, int count) {
    copenssl_stream *stream = (copenssl_stream *)BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (stream == NULL || count <= 0) return 0;
    int gone = 0;
    while (copenssl_stream_queued(stream) == 0 && gone < count) {
        ssize_t sent =
            send(stream->descriptor, bytes + gone, (size_t)(count - gone), COPENSSL_NOSIGNAL | COPENSSL_DONTWAIT);
        if (sent > 0) {
            gone += (int)sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    if (gone < count
        && !copenssl_stream_enqueue(stream, (const unsigned char *)bytes + gone, (size_t)(count - gone)))
        return -1;
    return count;
}

static inline int copenssl_bio_read(BIO *bio, char *bytes, int count) {
    copenssl_stream *stream = (copenssl_stream *)BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (stream == NULL || count <= 0) return 0;
    if (stream->allowance == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    if ((size_t)count > stream->allowance) count = (int)stream->allowance;
    while (1) {
        ssize_t received = recv(stream->descriptor, bytes, (size_t)count, COPENSSL_DONTWAIT);
        if (received >= 0) {
            stream->is_drained = received < count;
            stream->allowance -= (size_t)received;
            return (int)received;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            stream->is_drained = 1;
            BIO_set_retry_read(bio);
            return -1;
        }
        if (errno != EINTR) return -1;
    }
}

static inline long copenssl_bio_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// One for the whole process; NULL without memory.
static inline BIO_METHOD *copenssl_bio_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "non-blocking socket");
    if (method == NULL) return NULL;
    BIO_meth_set_write(method, copenssl_bio_write);
    BIO_meth_set_read(method, copenssl_bio_read);
    BIO_meth_set_ctrl(method, copenssl_bio_control);
    return method;
}

// MARK: Contexts

static inline int copenssl_select_http11(
    SSL *session, const unsigned char **chosen, unsigned char *chosen_count, const unsigned char *offered,
    unsigned int offered_count, void *argument) {
    static const unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char *found = NULL;
    (void)session, (void)argument;
    if (SSL_select_next_proto(&found, chosen_count, ours, sizeof ours, offered, offered_count)
        != OPENSSL_NPN_NEGOTIATED)
        // RFC 7301, 3.2: a client that wants another protocol only is told so.
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

// TLS 1.2 and 1.3, forward secrecy and authenticated ciphers only, no renegotiation, no compression; sessions resume
// by tickets, so that nothing is stored here for clients that went away. NULL on failure.
static inline SSL_CTX *copenssl_server_context(const char *certificate_chain, const char *key) {
    static const unsigned char identity[] = "http";
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL) return NULL;
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                     | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(
        context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_alpn_select_cb(context, copenssl_select_http11, NULL);
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1
        || SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1
        || SSL_CTX_set_session_id_context(context, identity, sizeof identity - 1) != 1
        || SSL_CTX_set_num_tickets(context, 1) != 1
        || SSL_CTX_use_certificate_chain_file(context, certificate_chain) != 1
        || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(context) != 1) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

// MARK: Sessions

// A session of a server on `stream`, which has to outlive it; NULL without memory.
static inline SSL *copenssl_server_session(SSL_CTX *context, BIO_METHOD *method, copenssl_stream *stream) {
    SSL *session = SSL_new(context);
    BIO *bio = session == NULL ? NULL : BIO_new(method);
    if (bio == NULL) {
        SSL_free(session);
        return NULL;
    }
    BIO_set_data(bio, stream);
    BIO_set_init(bio, 1);
    SSL_set_bio(session, bio, bio);
    SSL_set_accept_state(session);
    return session;
}

// The queue of errors belongs to the thread, which serves many sessions, so it is emptied before each call.

static inline int copenssl_read(SSL *session, void *bytes, size_t count, size_t *moved) {
    ERR_clear_error();
    return SSL_read_ex(session, bytes, count, moved) == 1 ? SSL_ERROR_NONE : SSL_get_error(session, 0);
}

static inline int copenssl_write(SSL *session, const void *bytes, size_t count, size_t *moved) {
    ERR_clear_error();
    return SSL_write_ex(session, bytes, count, moved) == 1 ? SSL_ERROR_NONE : SSL_get_error(session, 0);
}

static inline void copenssl_say_farewell(SSL *session) {
    ERR_clear_error();
    if (SSL_is_init_finished(session) && !(SSL_get_shutdown(session) & SSL_SENT_SHUTDOWN)) SSL_shutdown(session);
}

// The newest reason of this thread, in words; empties the queue.
static inline void copenssl_reason(char *text, size_t capacity) {
    ERR_error_string_n(ERR_peek_last_error(), text, capacity);
    ERR_clear_error();
}
