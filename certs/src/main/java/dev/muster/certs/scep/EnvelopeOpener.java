package dev.muster.certs.scep;

import java.util.Arrays;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithRandom;

import dev.muster.certs.scep.ScepReading.Poll;
import dev.muster.certs.scep.ScepReading.Problem;
import dev.muster.certs.scep.ScepReading.Refused;

/**
 * Serves the reader: the envelope inside a signed message (RFC 5652, section 6). A wrong padding under the RA's key is answered with
 * a random content key instead of an error (RFC 3218, section 2.3.2), so that it shows neither in the answer nor in the time, and
 * whatever goes wrong afterwards is one and the same problem.
 */
final class EnvelopeOpener {
    private static final int MAX_RECIPIENTS = 8;

    private final ScepAuthority authority;

    EnvelopeOpener(ScepAuthority authority) {
        this.authority = authority;
    }

    /** What a content's envelope holds. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Envelope(ContentCipher cipher, byte[] vector, byte[] encryptedKey, byte[] encryptedContent) {}

    ScepReading open(ScepTransaction transaction, MessageType type, byte[] content) {
        switch (type) {
            case CERT_REP, GET_CERT, GET_CRL -> {
                return new Refused(transaction, FailInfo.BAD_REQUEST, Problem.MESSAGE_TYPE);
            }
            case RENEWAL_REQ, UPDATE_REQ, PKCS_REQ, GET_CERT_INITIAL -> {
                // Served.
            }
        }
        Optional<Envelope> envelope = envelope(content);
        if (envelope.isEmpty()) {
            return new Refused(transaction, FailInfo.BAD_ALG, Problem.ENVELOPE);
        }
        Optional<byte[]> opened = opened(envelope.get());
        ContentCipher cipher = envelope.get().cipher();
        if (opened.isPresent() && type == MessageType.GET_CERT_INITIAL) {
            return new Poll(transaction, cipher);
        }
        return opened.flatMap(csr -> EnvelopedRequest.read(transaction, type, csr, cipher)).<ScepReading>map(r -> r)
                .orElseGet(() -> new Refused(transaction, FailInfo.BAD_MESSAGE_CHECK, Problem.CONTENT));
    }

    private Optional<Envelope> envelope(byte[] content) {
        try {
            ContentInfo info = ContentInfo.getInstance(content);
            if (!CMSObjectIdentifiers.envelopedData.equals(info.getContentType())) {
                return Optional.empty();
            }
            EnvelopedData data = EnvelopedData.getInstance(info.getContent());
            EncryptedContentInfo encrypted = data.getEncryptedContentInfo();
            Optional<ContentCipher> cipher = ContentCipher
                    .of(encrypted.getContentEncryptionAlgorithm().getAlgorithm());
            Optional<byte[]> key = key(data.getRecipientInfos());
            ASN1OctetString bytes = encrypted.getEncryptedContent();
            if (cipher.isEmpty() || key.isEmpty() || bytes == null) {
                return Optional.empty();
            }
            byte[] vector = ASN1OctetString.getInstance(encrypted.getContentEncryptionAlgorithm().getParameters())
                    .getOctets();
            return vector.length == cipher.get().blockBytes()
                    ? Optional.of(new Envelope(cipher.get(), vector, key.get(), bytes.getOctets()))
                    : Optional.empty();
        } catch (RuntimeException malformed) {
            // Bouncy Castle reports malformed ASN.1 with a dozen unchecked types; all mean the same here.
            return Optional.empty();
        }
    }

    /** The content's key, encrypted for us; empty if there is none. */
    private Optional<byte[]> key(ASN1Set recipients) {
        if (recipients.size() > MAX_RECIPIENTS) {
            return Optional.empty();
        }
        for (ASN1Encodable each : recipients) {
            if (RecipientInfo.getInstance(each).getInfo() instanceof KeyTransRecipientInfo info
                    && ScepAuthority.isForRsa(info.getKeyEncryptionAlgorithm())
                    && isOurs(info.getRecipientIdentifier().getId())) {
                return Optional.of(info.getEncryptedKey().getOctets());
            }
        }
        return Optional.empty();
    }

    private boolean isOurs(ASN1Encodable id) {
        X509CertificateHolder own = authority.certificate();
        if (id instanceof ASN1OctetString key) {
            SubjectKeyIdentifier identifier = SubjectKeyIdentifier.fromExtensions(own.getExtensions());
            return identifier != null && Arrays.equals(identifier.getKeyIdentifier(), key.getOctets());
        }
        IssuerAndSerialNumber named = IssuerAndSerialNumber.getInstance(id);
        return named.getName().equals(own.getIssuer()) && named.getSerialNumber().hasValue(own.getSerialNumber());
    }

    private Optional<byte[]> opened(Envelope envelope) {
        ContentCipher cipher = envelope.cipher();
        byte[] encrypted = envelope.encryptedContent();
        try {
            byte[] key = new byte[cipher.keyBytes()];
            authority.random().nextBytes(key);
            // What does not decrypt to a key of this length comes out as this random one.
            PKCS1Encoding rsa = new PKCS1Encoding(new RSABlindedEngine(), key);
            rsa.init(false, new ParametersWithRandom(authority.key(), authority.random()));
            byte[] secret = rsa.processBlock(envelope.encryptedKey(), 0, envelope.encryptedKey().length);
            PaddedBufferedBlockCipher content = new PaddedBufferedBlockCipher(
                    CBCBlockCipher.newInstance(cipher.engine()));
            content.init(false, new ParametersWithIV(new KeyParameter(secret), envelope.vector()));
            byte[] plain = new byte[content.getOutputSize(encrypted.length)];
            int length = content.processBytes(encrypted, 0, encrypted.length, plain, 0);
            length += content.doFinal(plain, length);
            return Optional.of(Arrays.copyOf(plain, length));
        } catch (CryptoException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
