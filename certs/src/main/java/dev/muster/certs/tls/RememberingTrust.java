package dev.muster.certs.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import dev.muster.certs.identity.Fingerprint;

/**
 * Serves clients that meet the same server thousands of times: the platform checks a server's chain and name once, then the
 * pair of host and certificate is remembered (at most 1,000, then forgotten together) and only its validity is looked at.
 */
final class RememberingTrust extends X509ExtendedTrustManager {
    private static final int MAX_REMEMBERED = 1_000;

    private final X509ExtendedTrustManager platform;
    private final Set<Known> known = ConcurrentHashMap.newKeySet();

    /** A server's certificate that was good for a host. */
    private record Known(String host, Fingerprint certificate) {}

    RememberingTrust(List<X509Certificate> roots) {
        this.platform = platform(roots);
    }

    private static X509ExtendedTrustManager platform(List<X509Certificate> roots) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < roots.size(); i++) {
                store.setCertificateEntry("root-" + i, roots.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("every Java platform has an extended trust manager");
        } catch (GeneralSecurityException | java.io.IOException impossible) {
            throw new IllegalStateException("certificates fit into a key store", impossible);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        Known server = new Known(String.valueOf(engine.getPeerHost()), Fingerprint.of(chain[0].getEncoded()));
        if (known.contains(server)) {
            chain[0].checkValidity();
            return;
        }
        platform.checkServerTrusted(chain, authType, engine);
        if (known.size() >= MAX_REMEMBERED) {
            known.clear();
        }
        known.add(server);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        platform.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        platform.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return platform.getAcceptedIssuers();
    }
}
