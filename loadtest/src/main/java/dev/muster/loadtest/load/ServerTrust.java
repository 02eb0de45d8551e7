package dev.muster.loadtest.load;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a gateway's certificate as a device does, by its root and host name, but works it out only once a certificate: a
 * chain check costs the JDK some milliseconds, which would be charged to every emulated session.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager thorough;
    private final AtomicReference<List<X509Certificate>> known = new AtomicReference<>(List.of());

    /** Trust in what this root has issued. */
    public ServerTrust(X509Certificate root) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            TrustManager first = factory.getTrustManagers()[0];
            thorough = (X509ExtendedTrustManager) first;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("a root certificate cannot be trusted: " + broken.getMessage(), broken);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        List<X509Certificate> presented = List.of(chain);
        if (!presented.equals(known.get())) {
            thorough.checkServerTrusted(chain, authType, engine);
            known.set(presented);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        thorough.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        thorough.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("an emulator trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("an emulator trusts no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("an emulator trusts no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return thorough.getAcceptedIssuers();
    }
}
