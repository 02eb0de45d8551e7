package dev.muster.certs.scep;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.bc.BcCMSContentEncryptorBuilder;
import org.bouncycastle.cms.bc.BcRSAKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.bc.BcRSAKeyTransRecipientInfoGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.util.CollectionStore;

/** A SCEP client that does as it is told, also wrong. */
final class TestClient {
    static final byte[] NONCE = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    final KeyPair keys;
    final X509CertificateHolder certificate;
    private final AsymmetricKeyParameter secret;

    /** What a message says; a test changes one thing. */
    record Wishes(MessageType type, ContentCipher cipher, String digest, String transactionId, boolean noncePresent) {
        static final Wishes USUAL = new Wishes(MessageType.PKCS_REQ, ContentCipher.AES_128, "SHA256", "4711", true);

        Wishes with(MessageType other) {
            return new Wishes(other, cipher, digest, transactionId, noncePresent);
        }

        Wishes with(ContentCipher other, String otherDigest) {
            return new Wishes(type, other, otherDigest, transactionId, noncePresent);
        }

        Wishes with(String otherId) {
            return new Wishes(type, cipher, digest, otherId, noncePresent);
        }

        Wishes withoutNonce() {
            return new Wishes(type, cipher, digest, transactionId, false);
        }
    }

    /** A client with a self-signed certificate for its key. */
    TestClient(KeyPair keys) {
        this.keys = keys;
        try {
            secret = PrivateKeyFactory.createKey(keys.getPrivate().getEncoded());
            X500Name name = new X500Name("CN=Self");
            certificate = new X509v3CertificateBuilder(name, BigInteger.ONE,
                    Date.from(Instant.now().minusSeconds(60)),
                    Date.from(Instant.now().plusSeconds(86_400)), name, TestAuthority.info(keys))
                    .build(signer("SHA256"));
        } catch (IOException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ContentSigner signer(String digest) throws OperatorCreationException {
        AlgorithmIdentifier algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(digest + "withRSA");
        return new BcRSAContentSignerBuilder(algorithm, new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                .build(secret);
    }

    /** A certificate request with these challenges. */
    byte[] csr(String... challenges) {
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(new X500Name("CN=whoever"),
                TestAuthority.info(keys));
        for (String challenge : challenges) {
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERUTF8String(challenge));
        }
        try {
            return builder.build(signer("SHA256")).getEncoded();
        } catch (IOException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] enveloped(byte[] content, X509CertificateHolder recipient, ContentCipher cipher) {
        try {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new BcRSAKeyTransRecipientInfoGenerator(recipient));
            return generator.generate(new CMSProcessableByteArray(content),
                    new BcCMSContentEncryptorBuilder(cipher.id()).build()).getEncoded();
        } catch (IOException | CMSException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A pkiMessage around an envelope. */
    byte[] message(Wishes wishes, byte[] envelope) {
        return message(wishes, envelope, certificate);
    }

    /** A pkiMessage around an envelope, signed by our key under a certificate. */
    byte[] message(Wishes wishes, byte[] envelope, X509CertificateHolder signedWith) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                    .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes(wishes)))
                    .build(signer(wishes.digest()), signedWith));
            generator.addCertificates(new CollectionStore<>(List.of(signedWith)));
            return generator.generate(new CMSProcessableByteArray(envelope), true).getEncoded();
        } catch (IOException | CMSException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static AttributeTable attributes(Wishes wishes) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        put(all, ScepIdentifiers.TRANSACTION_ID, new DERPrintableString(wishes.transactionId()));
        put(all, ScepIdentifiers.MESSAGE_TYPE, new DERPrintableString(wishes.type().wireName()));
        if (wishes.noncePresent()) {
            put(all, ScepIdentifiers.SENDER_NONCE, new DEROctetString(NONCE));
        }
        return new AttributeTable(all);
    }

    private static void put(ASN1EncodableVector all, ASN1ObjectIdentifier id, ASN1Encodable value) {
        all.add(new Attribute(id, new DERSet(value)));
    }

    /** What is in an answer's envelope. */
    byte[] opened(CMSSignedData answer) throws CMSException {
        CMSEnvelopedData envelope = new CMSEnvelopedData((byte[]) answer.getSignedContent().getContent());
        RecipientInformation recipient = envelope.getRecipientInfos().getRecipients().iterator().next();
        return recipient.getContent(new BcRSAKeyTransEnvelopedRecipient(secret));
    }
}
