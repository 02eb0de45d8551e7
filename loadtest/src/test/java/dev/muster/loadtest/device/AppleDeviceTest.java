package dev.muster.loadtest.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.loadtest.device.DeviceSession.Step;
import dev.muster.loadtest.device.Talk.Order;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleCommand;
import dev.muster.protocol.apple.AppleMessage;

@Timeout(30)
class AppleDeviceTest {
    private static final byte[] PROFILE = Profiles.of("p.camera", "com.apple.applicationaccess",
            Map.of("allowCamera", false));

    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();
    private final Map<String, PushAddress> listening = new HashMap<>();
    private final AppleDevice.Surroundings around = new AppleDevice.Surroundings(
            (device, address) -> listening.put(device.name(), address), (device, removed) -> {
                assertEquals(Set.of(removed), ((HeldContent.Profiles) device.held()).byIdentifier().keySet(),
                        "the watch is asked while the profile is still there");
                removals.add(removed);
            }, (device, id, result) -> acknowledged.add(id + " " + result));

    private PushAddress address() {
        return Objects.requireNonNull(listening.get("ios-1"), "the device listens nowhere");
    }

    private static Order install(String id, byte[] profile) {
        return new Order(id, new AppleCommand.InstallProfile(profile));
    }

    @Test
    void enrolsWithAuthenticateThenTokenUpdateThenIdle() throws Exception {
        AppleDevice phone = Talk.phone(around);
        List<AppleMessage> said = Talk.serve(phone);
        assertEquals(3, said.size());
        AppleMessage.Authenticate authenticate = assertInstanceOf(AppleMessage.Authenticate.class, said.get(0));
        assertEquals(phone.hardwareId(), authenticate.ids().device());
        assertEquals("com.apple.mgmt.External.test", authenticate.topic());
        AppleMessage.TokenUpdate token = assertInstanceOf(AppleMessage.TokenUpdate.class, said.get(1));
        assertEquals(address().token(), HexFormat.of().formatHex(token.token().bytes()));
        assertEquals(address().magic(), new String(token.pushMagic().bytes(), StandardCharsets.UTF_8));
        assertInstanceOf(AppleMessage.Idle.class, said.get(2));
        assertTrue(phone.enrolled());
        assertEquals(1, Talk.serve(phone).size(), "an enrolled device says Idle only");
    }

    @Test
    void reallyHoldsTheProfilesItIsGivenAndLosesThoseRemoved() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone, install("i1.1", PROFILE));
        assertEquals(Set.of("p.camera"), ((HeldContent.Profiles) phone.held()).byIdentifier().keySet());
        Talk.serve(phone, new Order("r1.1", new AppleCommand.RemoveProfile("p.camera")));
        assertEquals(0, phone.held().size());
        assertEquals(List.of("p.camera"), removals);
        assertEquals(new EmulatedDevice.Tally(1, 1, 2, 0), phone.tally());
        assertEquals(List.of("i1.1 Acknowledged", "r1.1 Acknowledged"), acknowledged);
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void answersErrorWhenAProfileToRemoveIsNotThere() throws Exception {
        List<AppleMessage> said = Talk.serve(Talk.phone(around),
                new Order("r1.1", new AppleCommand.RemoveProfile("p.gone")));
        AppleMessage.CommandError error = assertInstanceOf(AppleMessage.CommandError.class, said.getLast());
        assertEquals("MCMDMErrorDomain", error.chain().getFirst().domain());
        assertEquals(List.of("r1.1 Error"), acknowledged);
    }

    @Test
    void answersNotNowAndComesBackByItself() throws Exception {
        AppleDevice phone = Talk.phone(new Temperament(1, 0, 0), 1, around);
        List<AppleMessage> said = Talk.serve(phone, install("i1.1", PROFILE));
        assertInstanceOf(AppleMessage.NotNow.class, said.getLast());
        assertEquals(0, phone.held().size());
        assertTrue(phone.wantsToReturn());
    }

    @Test
    void refusesOneCommandInItsLife() throws Exception {
        AppleDevice phone = Talk.phone(new Temperament(0, 1, 0), 1, around);
        assertInstanceOf(AppleMessage.CommandError.class, Talk.serve(phone, install("i1.1", PROFILE)).getLast());
        assertInstanceOf(AppleMessage.Acknowledged.class, Talk.serve(phone, install("i1.2", PROFILE)).getLast());
        assertEquals(1, phone.held().size());
    }

    @Test
    void losingTheAnswerKeepsWhatWasDoneButAcknowledgesNothing() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone);
        DeviceSession session = phone.begin();
        session.first();
        session.answered(200, AppleCodec.encode("i1.1", new AppleCommand.InstallProfile(PROFILE)));
        session.lost();
        assertEquals(1, phone.held().size());
        assertEquals(List.of(), acknowledged);
        assertTrue(phone.wantsToReturn());
        Talk.serve(phone, install("i1.1", PROFILE));
        assertEquals(List.of(), phone.complaints(), "a command whose result was lost may come again");
    }

    @Test
    void complainsOfACommandThatComesAgainAfterItsAcknowledgement() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone, install("i1.1", PROFILE));
        Talk.serve(phone, install("i1.1", PROFILE));
        assertEquals(1, phone.tally().repeated());
        assertEquals(1, phone.complaints().size());
    }

    @Test
    void takes401AsUnenrolmentAndComplains() {
        AppleDevice phone = Talk.phone(around);
        DeviceSession session = phone.begin();
        session.first();
        assertInstanceOf(Step.Broken.class, session.answered(401, new byte[0]));
        assertTrue(phone.complaints().getFirst().contains("R14"));
    }

    @Test
    void takesApplesErrorCodeAsUnenrolmentAndComplains() {
        AppleDevice phone = Talk.phone(around);
        DeviceSession session = phone.begin();
        session.first();
        assertInstanceOf(Step.Broken.class, session.answered(403,
                "{\"code\":\"com.apple.unrecognized.device\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(1, phone.complaints().size());
    }

    @Test
    void aRefusalForNowChangesNothing() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone);
        DeviceSession session = phone.begin();
        session.first();
        assertEquals(new Step.Refused(503, "Idle"), session.answered(503, new byte[0]));
        assertTrue(phone.enrolled());
        assertFalse(phone.wantsToReturn(), "a refused phone waits until it is woken");
        assertEquals(List.of(), phone.complaints());
    }

    @Test
    void complainsWhenItsEnrolmentProfileIsRemoved() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone, new Order("r1.1", new AppleCommand.RemoveProfile(AppleDevice.ENROLMENT_PROFILE)));
        assertTrue(phone.complaints().getFirst().contains("R14"));
    }

    @Test
    void tellsARenewedPushAddressAloneAndListensOnlyThere() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone);
        PushAddress before = address();
        phone.renewPushAddress();
        assertNotEquals(before.token(), address().token());
        assertFalse(phone.pushAddressKnown());
        List<AppleMessage> said = Talk.serve(phone);
        assertEquals(1, said.size());
        assertInstanceOf(AppleMessage.TokenUpdate.class, said.getFirst());
        assertTrue(phone.pushAddressKnown());
    }

    @Test
    void holdsResultsBackUntilReleased() throws Exception {
        AppleDevice phone = Talk.phone(around);
        Talk.serve(phone);
        phone.holdResultsBack();
        DeviceSession session = phone.begin();
        assertEquals(DeviceRequest.Fate.DELIVERED, session.first().fate(), "Idle leaves at once");
        Step.Send result = assertInstanceOf(Step.Send.class,
                session.answered(200, AppleCodec.encode("i1.1", new AppleCommand.InstallProfile(PROFILE))));
        assertEquals(DeviceRequest.Fate.HELD_BACK, result.request().fate());
        assertTrue(phone.keepsResultBack());
        assertFalse(phone.released().isDone());
        phone.release();
        assertTrue(phone.released().isDone());
    }

    @Test
    void losesAnswersAsOftenAsItsTemperamentSays() {
        int lost = 0;
        for (long seed = 0; seed < 400; seed++) {
            AppleDevice phone = Talk.phone(new Temperament(0, 0, 0.5), seed, around);
            if (phone.begin().first().fate() != DeviceRequest.Fate.DELIVERED) {
                lost++;
            }
        }
        assertTrue(lost > 150 && lost < 250, lost + " of 400 lost at a chance of one half, seeds 0 to 399");
    }
}
