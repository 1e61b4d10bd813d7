package im.balcony.testkit;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.api.tenant.Durability;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.tenant.PageHtml;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.Fingerprint;

/** A tenant's policy for tests: all as it was but for what is said. */
public final class PolicyBuilder {

  private ChatMode chatMode;
  private CpimWrapping cpim;
  private String chatSubject;
  private PageOversize pageOversize;
  private PageHtml pageHtml;
  private PageStatus pageStatus;
  private Notifications notifications;
  private FailureReport failureReport;
  private MsrpReachable msrpReachable;
  private MsrpCema msrpCema;
  private MsrpTls msrpTls;
  private Fingerprint.Hash msrpFingerprint;
  private String mappingVersion;
  private Durability durability;

  private PolicyBuilder(Tenant.Policy from) {
    chatMode = from.chatMode();
    cpim = from.cpim();
    chatSubject = from.chatSubject();
    pageOversize = from.pageOversize();
    pageHtml = from.pageHtml();
    pageStatus = from.pageStatus();
    notifications = from.notifications();
    failureReport = from.failureReport();
    msrpReachable = from.msrpReachable();
    msrpCema = from.msrpCema();
    msrpTls = from.msrpTls();
    msrpFingerprint = from.msrpFingerprint();
    mappingVersion = from.mappingVersion();
    durability = from.durability();
  }

  /** Begins with the defaults. */
  public static PolicyBuilder defaults() {
    return from(Tenant.Policy.DEFAULT);
  }

  /** Begins with these. */
  public static PolicyBuilder from(Tenant.Policy policy) {
    return new PolicyBuilder(policy);
  }

  /** For {@link Tenant.Policy#chatMode}. */
  public PolicyBuilder chatMode(ChatMode value) {
    chatMode = value;
    return this;
  }

  /** For {@link Tenant.Policy#cpim}. */
  public PolicyBuilder cpim(CpimWrapping value) {
    cpim = value;
    return this;
  }

  /** For {@link Tenant.Policy#chatSubject}. */
  public PolicyBuilder chatSubject(String value) {
    chatSubject = value;
    return this;
  }

  /** For {@link Tenant.Policy#pageOversize}. */
  public PolicyBuilder pageOversize(PageOversize value) {
    pageOversize = value;
    return this;
  }

  /** For {@link Tenant.Policy#pageHtml}. */
  public PolicyBuilder pageHtml(PageHtml value) {
    pageHtml = value;
    return this;
  }

  /** For {@link Tenant.Policy#pageStatus}. */
  public PolicyBuilder pageStatus(PageStatus value) {
    pageStatus = value;
    return this;
  }

  /** For {@link Tenant.Policy#notifications}. */
  public PolicyBuilder notifications(Notifications value) {
    notifications = value;
    return this;
  }

  /** For {@link Tenant.Policy#failureReport}. */
  public PolicyBuilder failureReport(FailureReport value) {
    failureReport = value;
    return this;
  }

  /** For {@link Tenant.Policy#msrpReachable}. */
  public PolicyBuilder msrpReachable(MsrpReachable value) {
    msrpReachable = value;
    return this;
  }

  /** For {@link Tenant.Policy#msrpCema}. */
  public PolicyBuilder msrpCema(MsrpCema value) {
    msrpCema = value;
    return this;
  }

  /** For {@link Tenant.Policy#msrpTls}. */
  public PolicyBuilder msrpTls(MsrpTls value) {
    msrpTls = value;
    return this;
  }

  /** For {@link Tenant.Policy#msrpFingerprint}. */
  public PolicyBuilder msrpFingerprint(Fingerprint.Hash value) {
    msrpFingerprint = value;
    return this;
  }

  /** For {@link Tenant.Policy#mappingVersion}. */
  public PolicyBuilder mappingVersion(String value) {
    mappingVersion = value;
    return this;
  }

  /** For {@link Tenant.Policy#durability}. */
  public PolicyBuilder durability(Durability value) {
    durability = value;
    return this;
  }

  /** As it was said. */
  public Tenant.Policy build() {
    return new Tenant.Policy(
        chatMode,
        cpim,
        chatSubject,
        pageOversize,
        pageHtml,
        pageStatus,
        notifications,
        failureReport,
        msrpReachable,
        msrpCema,
        msrpTls,
        msrpFingerprint,
        mappingVersion,
        durability);
  }
}
