package dev.muster.certs.scep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.cms.bc.BcCMSContentEncryptorBuilder;
import org.bouncycastle.cms.bc.BcRSAKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.util.CollectionStore;

/**
 * For enrolment: answers to SCEP clients (RFC 8894, sections 3.3.2 and 4.2), signed by the RA. Thread-safe.
 */
public final class ScepWriter {
    private static final int NONCE_BYTES = 16;

    private final ScepAuthority authority;

    public ScepWriter(ScepAuthority authority) {
        this.authority = authority;
    }

    /** What a pkiStatus says. */
    private enum Status {
        SUCCESS("0"), FAILURE("2"), PENDING("3");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * The certificate was issued.
     *
     * @param chain the issued certificate first, then what leads to the root
     * @param cipher the request's own
     */
    public byte[] success(ScepTransaction transaction, List<X509Certificate> chain, ContentCipher cipher) {
        byte[] certificates = CertificatesOnly.of(holders(chain));
        return signed(transaction, Status.SUCCESS, Optional.empty(),
                new CMSProcessableByteArray(enveloped(certificates, transaction.signer(), cipher)));
    }

    /** It was not. */
    public byte[] failure(ScepTransaction transaction, FailInfo info) {
        return signed(transaction, Status.FAILURE, Optional.of(info), new CMSAbsentContent());
    }

    /** Nobody has decided yet: the client asks again. */
    public byte[] pending(ScepTransaction transaction) {
        return signed(transaction, Status.PENDING, Optional.empty(), new CMSAbsentContent());
    }

    private byte[] enveloped(byte[] content, X509CertificateHolder recipient, ContentCipher cipher) {
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        try {
            generator.addRecipientInfoGenerator(new BcRSAKeyTransRecipientInfoGenerator(recipient));
            return generator.generate(new CMSProcessableByteArray(content),
                    new BcCMSContentEncryptorBuilder(cipher.id()).setSecureRandom(authority.random()).build())
                    .getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (CMSException impossible) {
            throw new IllegalStateException("a key that verified a signature can be encrypted to", impossible);
        }
    }

    private byte[] signed(ScepTransaction transaction, Status status, Optional<FailInfo> info, CMSTypedData content) {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        try {
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(attributes(transaction, status, info)))
                    .build(contentSigner(transaction.digest()), authority.certificate()));
            generator.addCertificates(new CollectionStore<>(List.of(authority.certificate())));
            return generator.generate(content, !(content instanceof CMSAbsentContent)).getEncoded();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (CMSException | OperatorCreationException impossible) {
            throw new IllegalStateException("the registration authority's key signs", impossible);
        }
    }

    private ContentSigner contentSigner(ASN1ObjectIdentifier digest) throws OperatorCreationException {
        AlgorithmIdentifier hash = new DefaultDigestAlgorithmIdentifierFinder().find(digest);
        AlgorithmIdentifier signature = new DefaultSignatureAlgorithmIdentifierFinder()
                .find(digestName(digest) + "withRSA");
        return new BcRSAContentSignerBuilder(signature, hash).setSecureRandom(authority.random())
                .build(authority.key());
    }

    private static String digestName(ASN1ObjectIdentifier digest) {
        if (NISTObjectIdentifiers.id_sha256.equals(digest)) {
            return "SHA256";
        }
        if (NISTObjectIdentifiers.id_sha384.equals(digest)) {
            return "SHA384";
        }
        return NISTObjectIdentifiers.id_sha512.equals(digest) ? "SHA512" : "SHA1";
    }

    private AttributeTable attributes(ScepTransaction transaction, Status status, Optional<FailInfo> info) {
        byte[] nonce = new byte[NONCE_BYTES];
        authority.random().nextBytes(nonce);
        ASN1EncodableVector table = new ASN1EncodableVector();
        put(table, ScepIdentifiers.TRANSACTION_ID, new DERPrintableString(transaction.id()));
        put(table, ScepIdentifiers.MESSAGE_TYPE, new DERPrintableString(MessageType.CERT_REP.wireName()));
        put(table, ScepIdentifiers.PKI_STATUS, new DERPrintableString(status.wireName));
        put(table, ScepIdentifiers.SENDER_NONCE, new DEROctetString(nonce));
        put(table, ScepIdentifiers.RECIPIENT_NONCE, new DEROctetString(transaction.senderNonce()));
        info.ifPresent(why -> put(table, ScepIdentifiers.FAIL_INFO, new DERPrintableString(why.wireName())));
        return new AttributeTable(table);
    }

    private static void put(ASN1EncodableVector table, ASN1ObjectIdentifier id, ASN1Encodable value) {
        table.add(new Attribute(id, new DERSet(value)));
    }

    private static List<X509CertificateHolder> holders(Collection<X509Certificate> chain) {
        List<X509CertificateHolder> holders = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            try {
                holders.add(new X509CertificateHolder(certificate.getEncoded()));
            } catch (IOException | CertificateEncodingException impossible) {
                throw new IllegalStateException("a parsed certificate has an encoding", impossible);
            }
        }
        return holders;
    }
}
