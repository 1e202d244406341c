// Made from the OpenAPI document by `npm run api-types`. Not edited by hand.
export interface paths {
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Which Sallyport is this
     * @description Version, commit and policy hash of the deployment. Reads nothing and needs no sign-in.
     */
    get: operations['getHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This document
     * @description OpenAPI 3.1, generated from the schemas that parse the requests.
     */
    get: operations['getOpenApi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List people
     * @description In the order in which they were added. Follow `next` until it is null. The reading is an entry.
     *
     *     Permitted by the Cedar action `people:read`.
     */
    get: operations['listPeople'];
    put?: never;
    /**
     * Add a person
     * @description Adds someone who is in no group and eligible for nothing, and answers with their one-time enrolment: hand it over outside Sallyport. With it they set their password and second factor.
     *
     *     Permitted by the Cedar action `people:write`.
     */
    post: operations['addPerson'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a person
     * @description The person with their groups and the targets they are eligible for. The reading is an entry.
     *
     *     Permitted by the Cedar action `people:read`.
     */
    get: operations['readPerson'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Disable a person
     * @description Their next call is refused, their sign-ins are ended, and within seconds so is what they hold. The last active administrator cannot be disabled. Disabling someone who is disabled changes nothing.
     *
     *     Permitted by the Cedar action `people:write`.
     */
    post: operations['disablePerson'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Enable a person
     * @description They may sign in again, with their groups and eligibility. Sign-ins and grants from before stay ended.
     *
     *     Permitted by the Cedar action `people:write`.
     */
    post: operations['enablePerson'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people/{id}/enrolment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a new enrolment for a person
     * @description For someone who lost their password, their second factor or their first code. Their password and second factor count no more, all their sign-ins end, and an enrolment that was not used is replaced.
     *
     *     Permitted by the Cedar action `people:write`.
     */
    post: operations['renewEnrolment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who am I
     * @description What Sallyport knows about the person who asks and about this sign-in. No entry: nobody else is shown anything.
     *
     *     Permitted by the Cedar action `me:read`.
     */
    get: operations['getMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me/end-sign-ins': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End all my sign-ins
     * @description Every sign-in of yours ends, this one too: the next call with any token of theirs is refused. A new sign-in counts from the next second on. Grants are not touched: end them one by one.
     *
     *     Permitted by the Cedar action `me:end-sign-ins`.
     */
    post: operations['endMySignIns'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List groups
     * @description All groups, without their members. The reading is an entry.
     *
     *     Permitted by the Cedar action `groups:read`.
     */
    get: operations['listGroups'];
    put?: never;
    /**
     * Add a group
     * @description An empty group. It counts for nothing until a policy names it.
     *
     *     Permitted by the Cedar action `groups:write`.
     */
    post: operations['addGroup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/groups/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a group
     * @description The group with all its members, the disabled too. The reading is an entry.
     *
     *     Permitted by the Cedar action `groups:read`.
     */
    get: operations['readGroup'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/groups/{name}/members/{personId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Put a person into a group
     * @description Counts from their next call on. Who is in it already stays.
     *
     *     Permitted by the Cedar action `groups:write`.
     */
    put: operations['addMember'];
    post?: never;
    /**
     * Take a person out of a group
     * @description Counts from their next call on; their decisions on requests that still wait count no more. The last active administrator stays. Who is not in it stays out.
     *
     *     Permitted by the Cedar action `groups:write`.
     */
    delete: operations['removeMember'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/people/{id}/eligibility/{targetId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Make a person eligible for a target
     * @description They may ask for it from their next call on; what the rule of the target demands still holds.
     *
     *     Permitted by the Cedar action `eligibility:write`.
     */
    put: operations['addEligibility'];
    post?: never;
    /**
     * End that a person is eligible for a target
     * @description They may ask no more; requests that wait come to nothing, and what they hold there ends within seconds.
     *
     *     Permitted by the Cedar action `eligibility:write`.
     */
    delete: operations['removeEligibility'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/targets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What may I ask for, and why not the rest
     * @description All targets, page by page. For each: whether you may ask for it now and under which rule, or why not.
     *     Follow `next` until it is null.
     *
     *     Permitted by the Cedar action `targets:list`.
     */
    get: operations['listTargets'];
    put?: never;
    /**
     * Register a target
     * @description Registers something privileged that people can then be made eligible for.
     *     An AWS role must trust Sallyport’s lending functions and carry the permissions boundary named here (the construct
     *     `TargetRole` makes both); its account is read from its ARN. A credential gets its value afterwards
     *     (`PUT /credentials/{id}/value`), or has it in an imported secret. Accounts of a database are made with a credential
     *     that was registered before. A name, a role, a boundary and a secret are each registered once; a role that was
     *     retired comes back under its old id.
     *
     *     Permitted by the Cedar action `targets:write`.
     */
    post: operations['registerTarget'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/targets/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a target
     * @description The target, and whether you may ask for it.
     *
     *     Permitted by the Cedar action `target:read`.
     */
    get: operations['readTarget'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/targets/{id}/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try whether a target could be lent and taken back
     * @description Assumes the role as it would be lent, in sessions that may do nothing but the probe and never leave Sallyport;
     *     looks at the role, its trust and its boundary; has the boundary written as it is. Nothing about grants changes.
     *     What is found is answered in words, each finding with what to do about it.
     *
     *     Permitted by the Cedar action `target:check`.
     */
    post: operations['checkTarget'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * My requests, or what awaits my decision
     * @description Your own requests, newest first; or, with `awaiting=me`, those that members of your groups must decide and you have
     *     not yet decided, oldest first. A page may be empty and yet have a next one: follow `next` until it is null.
     *
     *     Permitted by the Cedar action `requests:list`.
     */
    get: operations['listRequests'];
    put?: never;
    /**
     * Ask for a target
     * @description Asks for a target for a while. The one rule that permits it says for how long at most and who must agree
     *     (`GET /targets` shows it). The clock starts at activation, not now.
     *
     *     Permitted by the Cedar action `access:request`.
     */
    post: operations['createRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a request
     * @description For the requester, those who may decide on it, and auditors. Reading it changes nothing.
     *
     *     Permitted by the Cedar action `request:read`.
     */
    get: operations['readRequest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}/decision': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to a request, or deny it
     * @description Asks for a fresh sign-in with both factors. The decision carries the digest of the request as you saw it.
     *     You may agree for less time than was asked. One no is final. To repeat the same decision changes nothing and is no error.
     *     Checked anew at this moment: you are an approver and not the requester, the request still waits, the requester is
     *     still eligible, and neither the target nor the rule has changed.
     *
     *     Permitted by the Cedar action `request:decide`.
     */
    post: operations['decideRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/requests/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take my request back
     * @description Possible while it waits for a decision. Once it is approved, give the grant back instead (`POST /grants/{id}/end`). To repeat it is no error.
     *
     *     Permitted by the Cedar action `request:cancel`.
     */
    post: operations['cancelRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * My grants
     * @description Your own grants, newest first; with `state=live`, those that have not ended.
     *     A page may be empty and yet have a next one: follow `next` until it is null.
     *
     *     Permitted by the Cedar action `grants:list`.
     */
    get: operations['listGrants'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a grant
     * @description For its holder, its approvers, administrators and auditors: every transition, how long the end took, the probe, the ids of its audit entries.
     *
     *     Permitted by the Cedar action `grant:read`.
     */
    get: operations['readGrant'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give a grant back, or revoke it
     * @description By its holder (given back), an approver or an administrator (revoked). Answers at once with the grant ending;
     *     it is `ended` when a probe has been refused, which takes seconds: read the grant. To repeat it is no error.
     *
     *     Permitted by the Cedar action `grant:end`.
     */
    post: operations['endGrant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/credentials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Credentials of my grant
     * @description Short-lived AWS credentials, in the format of `credential_process`; ask again before they expire.
     *     They end with the grant, whatever `Expiration` would allow. Never cached; an entry says that they were lent.
     *
     *     Permitted by the Cedar action `grant:use`.
     */
    post: operations['lendCredentials'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/account': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Log in to my account of a database
     * @description The login of the account that was made for this grant, to connect with over TLS. Each call makes a new password, and
     *     the one before is bad from then on. The account is gone after the grant, and so is what was open under it.
     *     Never cached; an entry says that it was given.
     *
     *     Permitted by the Cedar action `grant:use`.
     */
    post: operations['lendAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Vaulted credentials
     * @description Those that you may see, with who holds them, who waits, when they were and will be rotated, and whether they log in.
     *     A page may be empty and yet have a next one: follow `next` until it is null.
     *
     *     Permitted by the Cedar action `credentials:list`.
     */
    get: operations['listCredentials'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a vaulted credential
     * @description For administrators, auditors, members of the group that owns it, and whoever may ask for it. Its value is never part of it.
     *
     *     Permitted by the Cedar action `credential:read`.
     */
    get: operations['readCredential'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials/{id}/value': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set the value by hand
     * @description Stores a value and tries it against the real target. The first one is kept whatever comes of it, but the credential is not
     *     lent before it logs in. Another one becomes current only if it logs in; else the present one stays (`current: false`).
     *     What is wrong is answered in words: name, route, TLS, authentication, rights. Refused while somebody holds the credential
     *     or it is being rotated. The value is in no log, entry or reply.
     *
     *     Permitted by the Cedar action `credential:set-value`.
     */
    put: operations['setCredentialValue'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials/{id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate it now
     * @description It comes at once if nobody holds the credential, else as soon as nobody does; nobody new gets it before. Read the credential
     *     to see it finished. With `retire: "now"` the old value ends without grace, and what is open under it too.
     *
     *     Permitted by the Cedar action `credential:rotate`.
     */
    post: operations['rotateCredential'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials/{id}/reconcile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Find out which of its values log in, and repair the labels
     * @description Tries every value that Secrets Manager has under a label, and reports what is odd in words. With `repair`, labels are put
     *     where the values that log in are. A value that might log in is never thrown away.
     *
     *     Permitted by the Cedar action `credential:reconcile`.
     */
    post: operations['reconcileCredential'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/credentials/{id}/check-in': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take it back from whoever holds it
     * @description Ends the leases of the credential, or the one of `grantId`. The grants stay: end them to keep their holders from asking again.
     *
     *     Permitted by the Cedar action `credential:check-in`.
     */
    post: operations['checkInCredential'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/lease': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Check the credential of my grant out, or renew
     * @description The lease, if nobody is before you and no rotation is owed; else your place in the queue. First come, first served: send the same
     *     request again after `askAgainInSeconds`. When it is your turn the credential is kept free for two minutes; who does not ask in that
     *     time leaves the queue. Under a lease that you hold, the same request renews it. No reply holds the value.
     *
     *     Permitted by the Cedar action `grant:check-out`.
     */
    post: operations['checkOut'];
    /**
     * Check the credential in, or leave the queue
     * @description To repeat it is no error. The grant stays; after a rotation that is owed you may check out again.
     *
     *     Permitted by the Cedar action `grant:check-in`.
     */
    delete: operations['checkIn'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/grants/{id}/reveal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * See the value, once
     * @description For the holder of a lease (`POST /grants/{id}/lease`) of a credential that persons may see, after a sign-in with both factors
     *     at most 300 seconds old. Each value is shown once under a lease. It is rotated when the lease ends, and the value shown is good for
     *     nothing soon after. The entry is written before the value is read: an answer that is lost is not repeated; check in and out again.
     *     With `publicKey` the value comes encrypted to it. Never cached.
     *
     *     Permitted by the Cedar action `grant:reveal`.
     */
    post: operations['revealCredential'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The configuration
     * @description Groups with their members, targets and rules at one revision, by the names that a change uses. People come page by
     *     page (`GET /configuration/people`). The reading is an entry.
     *
     *     Permitted by the Cedar action `configuration:read`.
     */
    get: operations['readConfiguration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/configuration/people': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The people of the configuration
     * @description A thousand on a page. Follow `next` until it is null. The reading is an entry.
     *
     *     Permitted by the Cedar action `configuration:read`.
     */
    get: operations['readConfigurationPeople'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What would a change do
     * @description Who gains and who loses what, whose grants end, and what stands in the way. It stores nothing.
     *
     *     Permitted by the Cedar action `changes:propose`.
     */
    post: operations['previewChange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List changes of the configuration
     * @description Newest first, without their effects. Follow `next` until it is null.
     *
     *     Permitted by the Cedar action `changes:list`.
     */
    get: operations['listChanges'];
    put?: never;
    /**
     * Propose a change of the configuration
     * @description Stores what is to be done and to which revision. Nothing happens before it is carried out; where the settings ask for
     *     it, another administrator must agree first.
     *
     *     Permitted by the Cedar action `changes:propose`.
     */
    post: operations['proposeChange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a change of the configuration
     * @description With what it would do now, while it is open. Reading it changes nothing.
     *
     *     Permitted by the Cedar action `change:read`.
     */
    get: operations['readChange'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/{id}/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The operations of a change
     * @description In their order, five hundred on a page.
     *
     *     Permitted by the Cedar action `change:read`.
     */
    get: operations['listChangeOperations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/{id}/decision': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to a change, or deny it
     * @description By an administrator who did not propose it, freshly signed in with both factors. The decision carries the digest of
     *     the change as you saw it. To agree twice is no error.
     *
     *     Permitted by the Cedar action `change:decide`.
     */
    post: operations['decideChange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/{id}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a change back
     * @description While it is open. What was carried out of it already stays.
     *
     *     Permitted by the Cedar action `change:withdraw`.
     */
    post: operations['withdrawChange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/changes/{id}/apply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Carry a change out
     * @description Carries out as many of its operations as a call has time for; repeat it until `done` is all of them. Each is one
     *     transaction with its own entry, and only while nothing else changes the configuration: otherwise it is refused
     *     (`configuration_changed`) and stopped. To repeat it is no error.
     *
     *     Permitted by the Cedar action `change:apply`.
     */
    post: operations['applyChange'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/entries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The audit record
     * @description Entries of a grant, of a time, or both, in the order of their ids (the order in which they were made).
     *     Follow `next` until it is null; a page may be empty and yet have a next one.
     *     The first page fixes the end of the search, so that paging ends while entries are still being written.
     *     By time, every entry that was confirmed before the call is there. By grant, an index is read: an entry of the last moments may be missing, ask again.
     *     Reading the record is itself an entry (`audit.read`), written before the answer.
     *
     *     Permitted by the Cedar action `audit:read`.
     */
    get: operations['listEntries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Health: {
      /** @constant */
      status: 'ok';
      version: string;
      /** @description the commit that was deployed, "unknown" outside a checkout */
      commit: string;
      /** @description SHA-256 over the Cedar schema and policies */
      policyHash: string;
    };
    PersonAdded: {
      person: components['schemas']['Person'];
      enrolment: components['schemas']['Enrolment'];
    };
    Person: {
      /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      name: string;
      email: string;
      /** @enum {string} */
      status: 'active' | 'disabled';
      disabledAt: number | null;
    };
    Enrolment: {
      /**
       * Format: uri
       * @description the page on which the code is typed
       */
      url: string;
      /** @description good for one use; shown now and never again */
      code: string;
      /** @description seconds since 1970-01-01T00:00:00Z */
      expiresAt: number;
      /**
       * @description whether it was sent by e-mail too; else hand it over
       * @enum {string}
       */
      mailed: 'sent' | 'failed' | 'not-configured';
    };
    PeoplePage: {
      people: components['schemas']['Person'][];
      next: string | null;
    };
    PersonWithRights: {
      /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      name: string;
      email: string;
      /** @enum {string} */
      status: 'active' | 'disabled';
      disabledAt: number | null;
      groups: string[];
      eligible: string[];
    };
    Me: {
      /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      name: string;
      email: string;
      groups: string[];
      /** @description targets you may ask for */
      eligible: string[];
      signIn: {
        /** @example sid_01jd4zv2t0e9xbk8ng5w1m3c7r */
        id: string;
        acr: string;
        /** @description seconds since 1970-01-01T00:00:00Z */
        authenticatedAt: number;
        clientId: string;
      };
    };
    SignInsEnded: {
      /** @description sign-ins of this second and before are ended */
      notBefore: number;
    };
    Group: {
      /** @example approvers */
      name: string;
      description: string;
    };
    Groups: {
      groups: components['schemas']['Group'][];
    };
    GroupWithMembers: {
      /** @example approvers */
      name: string;
      description: string;
      members: components['schemas']['Person'][];
    };
    TargetRegistration:
      | {
          /** @constant */
          kind: 'aws-role';
          /** @description as requesters and approvers read it */
          name: string;
          /** @description what it permits, in words an approver understands */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description named sallyport-target-…, or adopted in the settings; in an account that the settings name
           * @example arn:aws:iam::123456789012:role/sallyport-target-orders-admin
           */
          roleArn: string;
          /** @description as the role’s trust policy demands it */
          externalId: string;
          /**
           * @description the permissions boundary of the role, in the same account; the early end of a grant is written into it
           * @example arn:aws:iam::123456789012:policy/sallyport-boundary-orders-admin
           */
          boundaryArn: string;
          /**
           * @description a read that the role permits; tried at activation, and again to prove that a grant has ended
           * @enum {string}
           */
          probeAction: 'dynamodb:ListTables' | 'iam:ListAccountAliases' | 'lambda:ListFunctions';
          /**
           * @description where the probe is made
           * @example eu-central-1
           */
          region: string;
        }
      | {
          /** @constant */
          kind: 'credential';
          /** @description as requesters and approvers read it */
          name: string;
          /** @description what it permits, in words an approver understands */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description the group that answers for it
           * @example approvers
           */
          owner: string;
          /**
           * @description which network of the settings reaches it; null: none is needed
           * @default null
           */
          network: string | null;
          address:
            | (
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'single-user';
                    user: string;
                    /**
                     * @description the vaulted credential that makes the change; null: the credential changes itself
                     * @default null
                     */
                    administrator: string | null;
                  }
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'alternating-users';
                    /** @description the two users that take turns */
                    users: [string, string];
                    /** @description the role without login that owns what either of them makes */
                    owner: string;
                    /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
                    administrator: string;
                  }
              )
            | {
                /** @constant */
                engine: 'mysql';
                /** @constant */
                strategy: 'alternating-users';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 3306 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @default null */
                database: string | null;
                /** @description the two users that take turns */
                users: [string, string];
                /** @description the role that both hold, and that alone has rights */
                role: string;
                /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
                administrator: string;
              }
            | {
                /** @constant */
                engine: 'redis';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 6379 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                user: string;
                /**
                 * @description the vaulted credential that makes the change; null: the credential changes itself
                 * @default null
                 */
                administrator: string | null;
                /**
                 * @description how the server keeps its users over a restart (ACL SAVE, CONFIG REWRITE)
                 * @default acl-file
                 * @enum {string}
                 */
                persist: 'acl-file' | 'configuration-file' | 'nowhere';
              }
            | {
                /** @constant */
                engine: 'iam-access-key';
                /** @description an IAM user in Sallyport’s own account that the settings name */
                userName: string;
              }
            | {
                /** @constant */
                engine: 'ssh-key';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 22 */
                port: number;
                /** @description the public key of the server; any other is refused */
                hostKey: string;
                user: string;
                /**
                 * @description the vaulted credential that makes the change; null: the credential changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'ldap';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 636 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @description the entry whose password it is (RFC 4514) */
                dn: string;
                /**
                 * @description the vaulted credential that makes the change; null: the credential changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'http';
                /**
                 * Format: uri
                 * @description scheme, host and port; no secret
                 * @example https://api.example.com
                 */
                baseUrl: string;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                made:
                  | {
                      /** @constant */
                      by: 'sent';
                    }
                  | {
                      /** @constant */
                      by: 'issued';
                      /** @description where the answer has the value (JSON Pointer, RFC 6901) */
                      valueAt: string;
                      /**
                       * @description where it has the id, if there is one
                       * @default null
                       */
                      idAt: string | null;
                    };
                /** @description makes the new value good */
                apply: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /** @description is answered well only with a good value; it stands in as `candidate` */
                verify: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /**
                 * @description makes the old value bad; null: `apply` did
                 * @default null
                 */
                retire: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                } | null;
                /**
                 * @description what a bad value is answered with
                 * @default [
                 *       401,
                 *       403
                 *     ]
                 */
                refusedWith: number[];
                /**
                 * @description what `apply` is answered with when the new value breaks the service’s rules
                 * @default [
                 *       422
                 *     ]
                 */
                policyStatuses: number[];
                /**
                 * @description the vaulted credential that makes the change; null: the credential changes itself
                 * @default null
                 */
                administrator: string | null;
              };
          /** @default {} */
          rules: {
            /** @default 40 */
            length: number;
            /**
             * @description characters that must not stand in it; letters and digits always remain
             * @default
             */
            exclude: string;
          };
          /** @default {} */
          plan: {
            /**
             * @description null: by hand, and after what follows
             * @default null
             */
            schedule: {
              /**
               * @description in UTC
               * @example cron(0 3 ? * SUN *)
               * @example rate(30 days)
               */
              expression: string;
              /**
               * @description how long a window is open
               * @default null
               */
              windowHours: number | null;
            } | null;
            /**
             * @description whenever a lease of it ends
             * @default false
             */
            atCheckIn: boolean;
            /**
             * @description how long an old value may stay good after a rotation by schedule or by hand, at most
             * @default 86400
             */
            graceSeconds: number;
          };
          /** @default {} */
          lease: {
            /**
             * @description whether one grant alone may hold it
             * @default true
             */
            exclusive: boolean;
            /**
             * @description how long a lease lasts before it must be renewed; never beyond its grant
             * @default 3600
             */
            seconds: number;
          };
          /**
           * @description whether its holder may see the value; workloads use it without
           * @default false
           */
          revealable: boolean;
          /**
           * @description the ARN of a secret that the settings name; null: Sallyport makes one of its own
           * @default null
           */
          importedSecret: string | null;
        }
      | {
          /** @constant */
          kind: 'database-account';
          /** @description as requesters and approvers read it */
          name: string;
          /** @description what it permits, in words an approver understands */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description the vaulted credential that makes the accounts, and says where
           * @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r
           */
          administrator: string;
          database: string;
          /** @description roles that give an account its rights */
          memberOf: string[];
          /** @description who gets what an account made */
          reassignTo: string;
        };
    /** @description any JSON */
    __schema0: unknown;
    Target:
      | {
          /** @constant */
          kind: 'aws-role';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /** @description read from the role’s ARN */
          accountId: string;
          roleArn: string;
          boundaryArn: string;
          probeAction: string;
          region: string;
          /** @description seconds since 1970-01-01T00:00:00Z */
          createdAt: number;
          mayAsk: boolean;
          /** @description null when one may ask */
          whyNot: {
            code: string;
            detail: string;
          } | null;
          /** @description under what one may ask; null when one may not */
          rule: components['schemas']['Rule'] | null;
        }
      | {
          /** @constant */
          kind: 'credential';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /**
           * @description the group that answers for it
           * @example approvers
           */
          owner: string;
          /** @description which network of the settings reaches it */
          network: string | null;
          /**
           * @description what kind of server or service it is good for
           * @enum {string}
           */
          engine: 'postgresql' | 'mysql' | 'redis' | 'iam-access-key' | 'ssh-key' | 'ldap' | 'http';
          /** @description host and port, or an origin */
          at: string;
          /** @description the users, accounts or entries that log in with it */
          accounts: string[];
          database: string | null;
          /** @description whether its holder may see the value */
          revealable: boolean;
          /** @description whether one grant alone may check it out at a time */
          exclusive: boolean;
          plan: {
            /**
             * @description null: by hand, and after what follows
             * @default null
             */
            schedule: {
              /**
               * @description in UTC
               * @example cron(0 3 ? * SUN *)
               * @example rate(30 days)
               */
              expression: string;
              /**
               * @description how long a window is open
               * @default null
               */
              windowHours: number | null;
            } | null;
            /**
             * @description whenever a lease of it ends
             * @default false
             */
            atCheckIn: boolean;
            /**
             * @description how long an old value may stay good after a rotation by schedule or by hand, at most
             * @default 86400
             */
            graceSeconds: number;
          };
          lease: {
            /**
             * @description whether one grant alone may hold it
             * @default true
             */
            exclusive: boolean;
            /**
             * @description how long a lease lasts before it must be renewed; never beyond its grant
             * @default 3600
             */
            seconds: number;
          };
          /** @description seconds since 1970-01-01T00:00:00Z */
          createdAt: number;
          mayAsk: boolean;
          /** @description null when one may ask */
          whyNot: {
            code: string;
            detail: string;
          } | null;
          /** @description under what one may ask; null when one may not */
          rule: components['schemas']['Rule'] | null;
        }
      | {
          /** @constant */
          kind: 'database-account';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /**
           * @description what kind of server or service it is good for
           * @enum {string}
           */
          engine: 'postgresql' | 'mysql' | 'redis' | 'iam-access-key' | 'ssh-key' | 'ldap' | 'http';
          /** @description host and port, or an origin */
          at: string;
          database: string;
          /** @description the roles that give an account its rights */
          memberOf: string[];
          /** @description the vaulted credential that makes the accounts */
          administrator: {
            /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
            id: string;
            name: string;
          };
          reassignTo: string;
          /** @description seconds since 1970-01-01T00:00:00Z */
          createdAt: number;
          mayAsk: boolean;
          /** @description null when one may ask */
          whyNot: {
            code: string;
            detail: string;
          } | null;
          /** @description under what one may ask; null when one may not */
          rule: components['schemas']['Rule'] | null;
        };
    Rule: {
      /** @description ids of the policies that permit the asking */
      policies: string[];
      inWords: string;
      minimumSeconds: number;
      maxSeconds: number;
      /** @enum {string} */
      factor: 'mfa' | 'not-required';
      /** @description who must agree; all of these, and nobody counts twice */
      approval: {
        /** @description so many distinct people must agree */
        count: number;
        /** @example approvers */
        group: string;
        /** @description active members now, the requester left out */
        people: number;
        /** @description some of them, at most 20 */
        names: string[];
      }[];
    };
    TargetsPage: {
      targets: components['schemas']['Target'][];
      next: string | null;
    };
    TargetCheck: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      /** @description the source identity of the sessions that were made */
      identity: string;
      findings: components['schemas']['Finding'][];
    };
    Finding: {
      /**
       * @description which check; stable
       * @example boundary-worn
       */
      check: string;
      /**
       * @description "warning": it works, and somebody should know; "unknown": it could not be tried
       * @enum {string}
       */
      result: 'ok' | 'warning' | 'failed' | 'unknown';
      says: string;
      /** @description what to do; null where nothing is to be done */
      remedy: string | null;
    };
    Request: {
      /** @example req_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      /**
       * @description minted with the request: the thread through the whole record
       * @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r
       */
      grantId: string;
      /** @enum {string} */
      state: 'requested' | 'approved' | 'denied' | 'cancelled' | 'expired';
      requester: components['schemas']['PersonRef'];
      target: components['schemas']['TargetRef'];
      /** @description what was asked for */
      seconds: number;
      /** @description `seconds` in words */
      inWords: string;
      /** @description what was agreed to; null while it was not */
      grantedSeconds: number | null;
      /** @description in the requester’s words */
      reason: string;
      rule: components['schemas']['Rule'];
      votes: (
        | {
            approver: components['schemas']['PersonRef'];
            /** @description seconds since 1970-01-01T00:00:00Z */
            at: number;
            /** @constant */
            outcome: 'approve';
            seconds: number;
          }
        | {
            approver: components['schemas']['PersonRef'];
            /** @description seconds since 1970-01-01T00:00:00Z */
            at: number;
            /** @constant */
            outcome: 'deny';
            reason: string;
          }
      )[];
      /** @description whether you may decide on it now, and if not, why */
      decide: {
        may: boolean;
        code: string | null;
        detail: string | null;
      };
      /** @description send it with your decision: it binds the decision to what you saw */
      digest: string;
      /** @description seconds since 1970-01-01T00:00:00Z */
      createdAt: number;
      /** @description from then on nobody can decide */
      expiresAt: number;
      transitions: components['schemas']['Transition'][];
      /** @description null until it is activated */
      grant: {
        /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
        id: string;
        /** @enum {string} */
        state: 'activating' | 'active' | 'ending' | 'ended' | 'revoke_failed';
        /** @description seconds since 1970-01-01T00:00:00Z */
        endsAt: number;
      } | null;
      /** @description whether an approving group was told on Slack: "sent", "sending", "not-configured" or "failed:<code>" */
      notifications: {
        /** @example approvers */
        group: string;
        status: string;
        /** @description seconds since 1970-01-01T00:00:00Z */
        at: number;
      }[];
    };
    /** @description a person, with the name that the directory has for them */
    PersonRef: {
      /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      name: string;
    };
    TargetRef:
      | {
          /** @constant */
          kind: 'aws-role';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /** @description read from the role’s ARN */
          accountId: string;
          roleArn: string;
        }
      | {
          /** @constant */
          kind: 'credential';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /**
           * @description the group that answers for it
           * @example approvers
           */
          owner: string;
          /** @description which network of the settings reaches it */
          network: string | null;
          /**
           * @description what kind of server or service it is good for
           * @enum {string}
           */
          engine: 'postgresql' | 'mysql' | 'redis' | 'iam-access-key' | 'ssh-key' | 'ldap' | 'http';
          /** @description host and port, or an origin */
          at: string;
          /** @description the users, accounts or entries that log in with it */
          accounts: string[];
          database: string | null;
          /** @description whether its holder may see the value */
          revealable: boolean;
          /** @description whether one grant alone may check it out at a time */
          exclusive: boolean;
        }
      | {
          /** @constant */
          kind: 'database-account';
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          version: number;
          name: string;
          /** @description its permissions in words, by the administrator who registered it */
          description: string;
          /** @enum {string} */
          sensitivity: 'production' | 'standard';
          /** @description what is lent and where, from facts alone */
          inWords: string;
          /**
           * @description what kind of server or service it is good for
           * @enum {string}
           */
          engine: 'postgresql' | 'mysql' | 'redis' | 'iam-access-key' | 'ssh-key' | 'ldap' | 'http';
          /** @description host and port, or an origin */
          at: string;
          database: string;
          /** @description the roles that give an account its rights */
          memberOf: string[];
          /** @description the vaulted credential that makes the accounts */
          administrator: {
            /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
            id: string;
            name: string;
          };
        };
    Transition: {
      /** @enum {string} */
      state:
        | 'requested'
        | 'approved'
        | 'denied'
        | 'cancelled'
        | 'expired'
        | 'activating'
        | 'active'
        | 'ending'
        | 'ended'
        | 'revoke_failed';
      /** @description seconds since 1970-01-01T00:00:00Z */
      at: number;
      by: components['schemas']['Actor'];
    };
    /** @description who did it: a person, or a part of Sallyport that acts on its own */
    Actor:
      | {
          /** @constant */
          kind: 'person';
          /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
          name: string;
        }
      | {
          /** @constant */
          kind: 'system';
          name: string;
        };
    RequestsPage: {
      requests: components['schemas']['Request'][];
      next: string | null;
    };
    Decided: {
      /** @enum {string} */
      outcome: 'decided' | 'already-decided-by-you';
      request: components['schemas']['Request'];
    };
    GrantsPage: {
      grants: components['schemas']['GrantSummary'][];
      next: string | null;
    };
    GrantSummary: {
      /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      /** @example req_01jd4zv2t0e9xbk8ng5w1m3c7r */
      requestId: string;
      /** @enum {string} */
      state: 'activating' | 'active' | 'ending' | 'ended' | 'revoke_failed';
      holder: components['schemas']['PersonRef'];
      target: components['schemas']['TargetRef'];
      /** @description what was granted */
      seconds: number;
      /** @description when its clock started */
      createdAt: number;
      activatedAt: number | null;
      /** @description its natural end, which every credential of it carries */
      endsAt: number;
      /** @description why it ends; null while nobody ended it */
      end: {
        /** @enum {string} */
        why: 'expired' | 'returned' | 'revoked' | 'leaver' | 'activation-failed';
        by: components['schemas']['Actor'];
        /** @description when it was due, or asked for */
        at: number;
        /** @description why the activation failed */
        failure: string | null;
      } | null;
      /** @description when it was known to be gone */
      endedAt: number | null;
      /** @description from the end being due to the probe that was refused */
      timeToEndSeconds: number | null;
      /** @description what a fresh session of the same identity was told at the end */
      probe: {
        /** @constant */
        result: 'refused';
        /** @description seconds since 1970-01-01T00:00:00Z */
        at: number;
        attempts: number;
      } | null;
      revokeFailure: {
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
        /** @description seconds since 1970-01-01T00:00:00Z */
        lastAttemptAt: number;
        attempts: number;
        code: string;
      } | null;
    };
    Grant: {
      /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      /** @example req_01jd4zv2t0e9xbk8ng5w1m3c7r */
      requestId: string;
      /** @enum {string} */
      state: 'activating' | 'active' | 'ending' | 'ended' | 'revoke_failed';
      holder: components['schemas']['PersonRef'];
      target: components['schemas']['TargetRef'];
      /** @description what was granted */
      seconds: number;
      /** @description when its clock started */
      createdAt: number;
      activatedAt: number | null;
      /** @description its natural end, which every credential of it carries */
      endsAt: number;
      /** @description why it ends; null while nobody ended it */
      end: {
        /** @enum {string} */
        why: 'expired' | 'returned' | 'revoked' | 'leaver' | 'activation-failed';
        by: components['schemas']['Actor'];
        /** @description when it was due, or asked for */
        at: number;
        /** @description why the activation failed */
        failure: string | null;
      } | null;
      /** @description when it was known to be gone */
      endedAt: number | null;
      /** @description from the end being due to the probe that was refused */
      timeToEndSeconds: number | null;
      /** @description what a fresh session of the same identity was told at the end */
      probe: {
        /** @constant */
        result: 'refused';
        /** @description seconds since 1970-01-01T00:00:00Z */
        at: number;
        attempts: number;
      } | null;
      revokeFailure: {
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
        /** @description seconds since 1970-01-01T00:00:00Z */
        lastAttemptAt: number;
        attempts: number;
        code: string;
      } | null;
      /** @description of the request and of the grant, in order */
      transitions: components['schemas']['Transition'][];
      /** @description ids of its audit entries; the latest may still be missing */
      entries: string[];
    };
    Credentials: {
      /** @constant */
      Version: 1;
      AccessKeyId: string;
      SecretAccessKey: string;
      SessionToken: string;
      /** @description ISO 8601, as the AWS tools want it */
      Expiration: string;
    };
    AccountLogin: {
      /** @enum {string} */
      engine: 'postgresql' | 'mysql';
      host: string;
      port: number;
      database: string;
      /** @description the authority of the server’s certificate, PEM; null: one that is known publicly */
      ca: string | null;
      username: string;
      password: string;
      /** @description the end of the grant */
      expiresAt: number;
    };
    CredentialsPage: {
      credentials: components['schemas']['Credential'][];
      next: string | null;
    };
    Credential: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      name: string;
      description: string;
      /** @enum {string} */
      sensitivity: 'production' | 'standard';
      /**
       * @description the group that answers for it
       * @example approvers
       */
      owner: string;
      /** @example postgresql */
      engine: string;
      /**
       * @description in words
       * @example orders on orders.db.example.com:5432
       */
      where: string;
      /** @description of the settings; null: the internet, or AWS */
      network: string | null;
      revealable: boolean;
      exclusive: boolean;
      leaseSeconds: number;
      plan: {
        /**
         * @description null: by hand, and after what follows
         * @default null
         */
        schedule: {
          /**
           * @description in UTC
           * @example cron(0 3 ? * SUN *)
           * @example rate(30 days)
           */
          expression: string;
          /**
           * @description how long a window is open
           * @default null
           */
          windowHours: number | null;
        } | null;
        /**
         * @description whenever a lease of it ends
         * @default false
         */
        atCheckIn: boolean;
        /**
         * @description how long an old value may stay good after a rotation by schedule or by hand, at most
         * @default 86400
         */
        graceSeconds: number;
      };
      /** @description whether the secret was there before Sallyport */
      imported: boolean;
      held: components['schemas']['Lease'][];
      queue: components['schemas']['Waiting'][];
      lastRotation: {
        /** @description seconds since 1970-01-01T00:00:00Z */
        at: number;
        /** @enum {string} */
        why: 'schedule' | 'check-in' | 'reveal' | 'on-demand' | 'break-glass';
        /** @description how long it took */
        seconds: number;
      } | null;
      /** @description by its schedule; null without one */
      nextRotationAt: number | null;
      /** @description a rotation that comes as soon as nobody holds it */
      owed: {
        /** @enum {string} */
        why: 'schedule' | 'check-in' | 'reveal' | 'on-demand' | 'break-glass';
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
        /** @description seconds since 1970-01-01T00:00:00Z */
        notBefore: number;
      } | null;
      /** @description the attempt that is being made */
      underWay: {
        /** @enum {string} */
        why: 'schedule' | 'check-in' | 'reveal' | 'on-demand' | 'break-glass';
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
      } | null;
      /** @description attempts that failed since the last that was finished */
      failing: {
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
        count: number;
        code: string;
      } | null;
      /** @description an old value that may still log in, and when it ends at the latest */
      retiring: {
        /** @description seconds since 1970-01-01T00:00:00Z */
        since: number;
        /** @description seconds since 1970-01-01T00:00:00Z */
        by: number;
        code: string | null;
      } | null;
      /** @description whether a rotation should have come by now and has not */
      overdue: boolean;
      /** @description whether the current value logs in */
      health: {
        /**
         * @description "none": it has no value yet; "unknown": the target did not answer
         * @enum {string}
         */
        state: 'none' | 'ok' | 'failed' | 'unknown';
        /** @description when it was last tried */
        at: number | null;
        fault: {
          stage: string;
          code: string | null;
          says: string;
        } | null;
      };
    };
    Lease: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      grantId: string;
      holder: components['schemas']['PersonRef'];
      /** @description greater than that of any lease or rotation of the credential before */
      fence: number;
      /** @description seconds since 1970-01-01T00:00:00Z */
      since: number;
      /** @description its end unless renewed; never beyond the end of the grant */
      until: number;
    };
    Waiting: {
      /** @description 1 is the next */
      place: number;
      /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      grantId: string;
      holder: components['schemas']['PersonRef'];
      /** @description seconds since 1970-01-01T00:00:00Z */
      since: number;
      /** @description until when the credential is kept free for them; null while it is not their turn */
      turnUntil: number | null;
    };
    ValueSet: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      versionId: string;
      /** @description whether it is the current value now */
      current: boolean;
      /**
       * @description "unknown": the target did not say
       * @enum {string}
       */
      login: 'alive' | 'dead' | 'unknown';
      findings: components['schemas']['Finding'][];
    };
    Reconciliation: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      findings: components['schemas']['Finding'][];
      repaired: string[];
    };
    Place: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      /** @description yours; 1 is the next */
      place: number;
      /** @description everybody who waits, you among them, in order */
      queue: components['schemas']['Waiting'][];
      /** @description who holds it now, and until when unless renewed */
      held: components['schemas']['Lease'][];
      /** @description a rotation that must be finished before anybody can have it */
      rotation: ('owed' | 'under-way') | null;
      /** @description when to send the same request again */
      askAgainInSeconds: number;
    };
    CheckedIn: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      /** @enum {string} */
      had: 'lease' | 'place' | 'nothing';
      rotation: ('owed' | 'under-way') | null;
    };
    Revealed: {
      /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
      targetId: string;
      versionId: string;
      /** @description where it is good for something */
      place: {
        engine: string;
        host: string | null;
        port: number | null;
        database: string | null;
        /** @description who signed the server’s certificate, PEM */
        ca: string | null;
      };
      /** @description the fields of its engine; null with `publicKey` */
      value: {
        [key: string]: string;
      } | null;
      /** @description the same as JSON, encrypted (RFC 7516, compact); null without `publicKey` */
      jwe: string | null;
    };
    Configuration: {
      /** @description how often the configuration has changed; plan a change from it */
      revision: number;
      /** @description whether another administrator must agree to a change */
      secondPerson: boolean;
      groups: {
        /** @example approvers */
        name: string;
        description: string;
        /** @description e-mail addresses */
        members: string[];
      }[];
      targets: components['schemas']['RegisteredTarget'][];
      rules: components['schemas']['NamedRule'][];
    };
    RegisteredTarget:
      | {
          /** @constant */
          kind: 'aws-role';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description named sallyport-target-…, or adopted in the settings; in an account that the settings name
           * @example arn:aws:iam::123456789012:role/sallyport-target-orders-admin
           */
          roleArn: string;
          /** @description as the role’s trust policy demands it */
          externalId: string;
          /**
           * @description the permissions boundary of the role, in the same account; the early end of a grant is written into it
           * @example arn:aws:iam::123456789012:policy/sallyport-boundary-orders-admin
           */
          boundaryArn: string;
          /**
           * @description a read that the role permits; tried at activation, and again to prove that a grant has ended
           * @enum {string}
           */
          probeAction: 'dynamodb:ListTables' | 'iam:ListAccountAliases' | 'lambda:ListFunctions';
          /**
           * @description where the probe is made
           * @example eu-central-1
           */
          region: string;
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
        }
      | {
          /** @constant */
          kind: 'credential';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description the group that answers for it
           * @example approvers
           */
          owner: string;
          /**
           * @description which network of the settings reaches it; null: none is needed
           * @default null
           */
          network: string | null;
          address:
            | (
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'single-user';
                    user: string;
                    /**
                     * @description the name of the vaulted credential that makes the change; null: it changes itself
                     * @default null
                     */
                    administrator: string | null;
                  }
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'alternating-users';
                    users: string[];
                    /** @description the role without login that owns what either of them makes */
                    owner: string;
                    /** @description the name of the vaulted credential that makes the change */
                    administrator: string;
                  }
              )
            | {
                /** @constant */
                engine: 'mysql';
                /** @constant */
                strategy: 'alternating-users';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 3306 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @default null */
                database: string | null;
                users: string[];
                /** @description the role that both hold, and that alone has rights */
                role: string;
                /** @description the name of the vaulted credential that makes the change */
                administrator: string;
              }
            | {
                /** @constant */
                engine: 'redis';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 6379 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                user: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
                /**
                 * @description how the server keeps its users over a restart (ACL SAVE, CONFIG REWRITE)
                 * @default acl-file
                 * @enum {string}
                 */
                persist: 'acl-file' | 'configuration-file' | 'nowhere';
              }
            | {
                /** @constant */
                engine: 'iam-access-key';
                /** @description an IAM user in Sallyport’s own account that the settings name */
                userName: string;
              }
            | {
                /** @constant */
                engine: 'ssh-key';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 22 */
                port: number;
                /** @description the public key of the server; any other is refused */
                hostKey: string;
                user: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'ldap';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 636 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @description the entry whose password it is (RFC 4514) */
                dn: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'http';
                /**
                 * Format: uri
                 * @description scheme, host and port; no secret
                 * @example https://api.example.com
                 */
                baseUrl: string;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                made:
                  | {
                      /** @constant */
                      by: 'sent';
                    }
                  | {
                      /** @constant */
                      by: 'issued';
                      /** @description where the answer has the value (JSON Pointer, RFC 6901) */
                      valueAt: string;
                      /**
                       * @description where it has the id, if there is one
                       * @default null
                       */
                      idAt: string | null;
                    };
                /** @description makes the new value good */
                apply: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /** @description is answered well only with a good value; it stands in as `candidate` */
                verify: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /**
                 * @description makes the old value bad; null: `apply` did
                 * @default null
                 */
                retire: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                } | null;
                /**
                 * @description what a bad value is answered with
                 * @default [
                 *       401,
                 *       403
                 *     ]
                 */
                refusedWith: number[];
                /**
                 * @description what `apply` is answered with when the new value breaks the service’s rules
                 * @default [
                 *       422
                 *     ]
                 */
                policyStatuses: number[];
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              };
          rules: {
            /** @default 40 */
            length: number;
            /**
             * @description characters that must not stand in it; letters and digits always remain
             * @default
             */
            exclude: string;
          };
          plan: {
            /**
             * @description null: by hand, and after what follows
             * @default null
             */
            schedule: {
              /**
               * @description in UTC
               * @example cron(0 3 ? * SUN *)
               * @example rate(30 days)
               */
              expression: string;
              /**
               * @description how long a window is open
               * @default null
               */
              windowHours: number | null;
            } | null;
            /**
             * @description whenever a lease of it ends
             * @default false
             */
            atCheckIn: boolean;
            /**
             * @description how long an old value may stay good after a rotation by schedule or by hand, at most
             * @default 86400
             */
            graceSeconds: number;
          };
          lease: {
            /**
             * @description whether one grant alone may hold it
             * @default true
             */
            exclusive: boolean;
            /**
             * @description how long a lease lasts before it must be renewed; never beyond its grant
             * @default 3600
             */
            seconds: number;
          };
          /**
           * @description whether its holder may see the value; workloads use it without
           * @default false
           */
          revealable: boolean;
          /**
           * @description the ARN of a secret that the settings name; null: Sallyport makes one of its own
           * @default null
           */
          importedSecret: string | null;
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
        }
      | {
          /** @constant */
          kind: 'database-account';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /** @description the name of the vaulted credential that makes the change */
          administrator: string;
          database: string;
          /** @description roles that give an account its rights */
          memberOf: string[];
          /** @description who gets what an account made */
          reassignTo: string;
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          id: string;
        };
    NamedRule: {
      /** @example orders-admin */
      name: string;
      /** @description the rule in words, for those who ask and decide */
      says: string;
      /** @description members of these may ask */
      groups: string[];
      /** @description these may ask too */
      people: string[];
      targets: string[];
      /** @description the longest grant, in seconds */
      maxSeconds: number;
      /** @description who must agree: all of these, distinct people, nobody for themselves */
      approval: {
        count: number;
        /** @example approvers */
        group: string;
      }[];
      /** @description whether people who may ask under this rule may also decide under it, on the requests of others */
      peers: boolean;
    };
    ConfigurationPeople: {
      /** @description how often the configuration has changed; plan a change from it */
      revision: number;
      people: {
        /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
        id: string;
        email: string;
        name: string;
        active: boolean;
      }[];
      next: string | null;
    };
    ConfigurationOperation:
      | {
          /** @constant */
          op: 'add-person';
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
          /**
           * @description as others see it
           * @example Alice Example
           */
          name: string;
        }
      | {
          /** @constant */
          op: 'rename-person';
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
          /**
           * @description as others see it
           * @example Alice Example
           */
          name: string;
        }
      | {
          /** @constant */
          op: 'disable-person';
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'enable-person';
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'renew-enrolment';
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'add-group';
          /** @example approvers */
          group: string;
          description: string;
        }
      | {
          /** @constant */
          op: 'describe-group';
          /** @example approvers */
          group: string;
          description: string;
        }
      | {
          /** @constant */
          op: 'remove-group';
          /** @example approvers */
          group: string;
        }
      | {
          /** @constant */
          op: 'add-member';
          /** @example approvers */
          group: string;
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'remove-member';
          /** @example approvers */
          group: string;
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'add-eligibility';
          target: string;
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'remove-eligibility';
          target: string;
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        }
      | {
          /** @constant */
          op: 'register-target';
          registration: components['schemas']['NamedTargetRegistration'];
        }
      | {
          /** @constant */
          op: 'change-target';
          target: string;
          change: {
            /**
             * @description as requesters and approvers read it
             * @example Orders database, administrator
             */
            name?: string;
            /**
             * @description what it permits, in words an approver understands
             * @example Reads and changes the orders tables in production
             */
            description?: string;
            /**
             * @description which rules apply (policies/rules.cedar)
             * @enum {string}
             */
            sensitivity?: 'production' | 'standard';
            /** @description as the role’s trust policy demands it */
            externalId?: string;
            /**
             * @description a read that the role permits; tried at activation, and again to prove that a grant has ended
             * @enum {string}
             */
            probeAction?: 'dynamodb:ListTables' | 'iam:ListAccountAliases' | 'lambda:ListFunctions';
            /**
             * @description where the probe is made
             * @example eu-central-1
             */
            region?: string;
            /**
             * @description the group that answers for it
             * @example approvers
             */
            owner?: string;
            revealable?: boolean;
            rules?: {
              /** @default 40 */
              length: number;
              /**
               * @description characters that must not stand in it; letters and digits always remain
               * @default
               */
              exclude: string;
            };
            plan?: {
              /**
               * @description null: by hand, and after what follows
               * @default null
               */
              schedule: {
                /**
                 * @description in UTC
                 * @example cron(0 3 ? * SUN *)
                 * @example rate(30 days)
                 */
                expression: string;
                /**
                 * @description how long a window is open
                 * @default null
                 */
                windowHours: number | null;
              } | null;
              /**
               * @description whenever a lease of it ends
               * @default false
               */
              atCheckIn: boolean;
              /**
               * @description how long an old value may stay good after a rotation by schedule or by hand, at most
               * @default 86400
               */
              graceSeconds: number;
            };
            lease?: {
              /**
               * @description whether one grant alone may hold it
               * @default true
               */
              exclusive: boolean;
              /**
               * @description how long a lease lasts before it must be renewed; never beyond its grant
               * @default 3600
               */
              seconds: number;
            };
            /** @description a role of the database */
            reassignTo?: string;
            /** @description where it moved, or how its server is known now; whose it is stays */
            address?: {
              /**
               * @description name as the certificate has it
               * @example orders.db.example.com
               */
              host?: string;
              port?: number;
              ca?: string | null;
              /** @description the public key of the server; any other is refused */
              hostKey?: string;
              /**
               * Format: uri
               * @description scheme, host and port; no secret
               * @example https://api.example.com
               */
              baseUrl?: string;
            };
          };
        }
      | {
          /** @constant */
          op: 'retire-target';
          target: string;
        }
      | {
          /** @constant */
          op: 'set-rules';
          rules: components['schemas']['NamedRule'][];
        };
    NamedTargetRegistration:
      | {
          /** @constant */
          kind: 'aws-role';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description named sallyport-target-…, or adopted in the settings; in an account that the settings name
           * @example arn:aws:iam::123456789012:role/sallyport-target-orders-admin
           */
          roleArn: string;
          /** @description as the role’s trust policy demands it */
          externalId: string;
          /**
           * @description the permissions boundary of the role, in the same account; the early end of a grant is written into it
           * @example arn:aws:iam::123456789012:policy/sallyport-boundary-orders-admin
           */
          boundaryArn: string;
          /**
           * @description a read that the role permits; tried at activation, and again to prove that a grant has ended
           * @enum {string}
           */
          probeAction: 'dynamodb:ListTables' | 'iam:ListAccountAliases' | 'lambda:ListFunctions';
          /**
           * @description where the probe is made
           * @example eu-central-1
           */
          region: string;
        }
      | {
          /** @constant */
          kind: 'credential';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /**
           * @description the group that answers for it
           * @example approvers
           */
          owner: string;
          /**
           * @description which network of the settings reaches it; null: none is needed
           * @default null
           */
          network: string | null;
          address:
            | (
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'single-user';
                    user: string;
                    /**
                     * @description the name of the vaulted credential that makes the change; null: it changes itself
                     * @default null
                     */
                    administrator: string | null;
                  }
                | {
                    /** @constant */
                    engine: 'postgresql';
                    /**
                     * @description name as the certificate has it
                     * @example orders.db.example.com
                     */
                    host: string;
                    /** @default 5432 */
                    port: number;
                    /**
                     * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                     * @default null
                     */
                    ca: string | null;
                    database: string;
                    /** @constant */
                    strategy: 'alternating-users';
                    users: string[];
                    /** @description the role without login that owns what either of them makes */
                    owner: string;
                    /** @description the name of the vaulted credential that makes the change */
                    administrator: string;
                  }
              )
            | {
                /** @constant */
                engine: 'mysql';
                /** @constant */
                strategy: 'alternating-users';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 3306 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @default null */
                database: string | null;
                users: string[];
                /** @description the role that both hold, and that alone has rights */
                role: string;
                /** @description the name of the vaulted credential that makes the change */
                administrator: string;
              }
            | {
                /** @constant */
                engine: 'redis';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 6379 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                user: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
                /**
                 * @description how the server keeps its users over a restart (ACL SAVE, CONFIG REWRITE)
                 * @default acl-file
                 * @enum {string}
                 */
                persist: 'acl-file' | 'configuration-file' | 'nowhere';
              }
            | {
                /** @constant */
                engine: 'iam-access-key';
                /** @description an IAM user in Sallyport’s own account that the settings name */
                userName: string;
              }
            | {
                /** @constant */
                engine: 'ssh-key';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 22 */
                port: number;
                /** @description the public key of the server; any other is refused */
                hostKey: string;
                user: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'ldap';
                /**
                 * @description name as the certificate has it
                 * @example orders.db.example.com
                 */
                host: string;
                /** @default 636 */
                port: number;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                /** @description the entry whose password it is (RFC 4514) */
                dn: string;
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              }
            | {
                /** @constant */
                engine: 'http';
                /**
                 * Format: uri
                 * @description scheme, host and port; no secret
                 * @example https://api.example.com
                 */
                baseUrl: string;
                /**
                 * @description the authority that signed the server’s certificate, PEM; null: those that Node.js trusts
                 * @default null
                 */
                ca: string | null;
                made:
                  | {
                      /** @constant */
                      by: 'sent';
                    }
                  | {
                      /** @constant */
                      by: 'issued';
                      /** @description where the answer has the value (JSON Pointer, RFC 6901) */
                      valueAt: string;
                      /**
                       * @description where it has the id, if there is one
                       * @default null
                       */
                      idAt: string | null;
                    };
                /** @description makes the new value good */
                apply: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /** @description is answered well only with a good value; it stands in as `candidate` */
                verify: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                };
                /**
                 * @description makes the old value bad; null: `apply` did
                 * @default null
                 */
                retire: {
                  /** @enum {string} */
                  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
                  path: string;
                  /** @default {} */
                  headers: {
                    [key: string]: string;
                  };
                  /** @default null */
                  body: components['schemas']['__schema0'] | null;
                  /**
                   * @default [
                   *       200,
                   *       201,
                   *       202,
                   *       204
                   *     ]
                   */
                  expect: number[];
                } | null;
                /**
                 * @description what a bad value is answered with
                 * @default [
                 *       401,
                 *       403
                 *     ]
                 */
                refusedWith: number[];
                /**
                 * @description what `apply` is answered with when the new value breaks the service’s rules
                 * @default [
                 *       422
                 *     ]
                 */
                policyStatuses: number[];
                /**
                 * @description the name of the vaulted credential that makes the change; null: it changes itself
                 * @default null
                 */
                administrator: string | null;
              };
          rules: {
            /** @default 40 */
            length: number;
            /**
             * @description characters that must not stand in it; letters and digits always remain
             * @default
             */
            exclude: string;
          };
          plan: {
            /**
             * @description null: by hand, and after what follows
             * @default null
             */
            schedule: {
              /**
               * @description in UTC
               * @example cron(0 3 ? * SUN *)
               * @example rate(30 days)
               */
              expression: string;
              /**
               * @description how long a window is open
               * @default null
               */
              windowHours: number | null;
            } | null;
            /**
             * @description whenever a lease of it ends
             * @default false
             */
            atCheckIn: boolean;
            /**
             * @description how long an old value may stay good after a rotation by schedule or by hand, at most
             * @default 86400
             */
            graceSeconds: number;
          };
          lease: {
            /**
             * @description whether one grant alone may hold it
             * @default true
             */
            exclusive: boolean;
            /**
             * @description how long a lease lasts before it must be renewed; never beyond its grant
             * @default 3600
             */
            seconds: number;
          };
          /**
           * @description whether its holder may see the value; workloads use it without
           * @default false
           */
          revealable: boolean;
          /**
           * @description the ARN of a secret that the settings name; null: Sallyport makes one of its own
           * @default null
           */
          importedSecret: string | null;
        }
      | {
          /** @constant */
          kind: 'database-account';
          /**
           * @description as requesters and approvers read it
           * @example Orders database, administrator
           */
          name: string;
          /**
           * @description what it permits, in words an approver understands
           * @example Reads and changes the orders tables in production
           */
          description: string;
          /**
           * @description which rules apply (policies/rules.cedar)
           * @enum {string}
           */
          sensitivity: 'production' | 'standard';
          /** @description the name of the vaulted credential that makes the change */
          administrator: string;
          database: string;
          /** @description roles that give an account its rights */
          memberOf: string[];
          /** @description who gets what an account made */
          reassignTo: string;
        };
    ChangeEffects: {
      /** @description at most 500 of them */
      gains: {
        email: string;
        name: string;
        /** @enum {string} */
        may: 'sign-in' | 'ask' | 'decide' | 'administer' | 'audit';
        /** @description for `ask` and `decide`: which; "*" is every target of the shipped rules */
        target: string | null;
        /** @description for `ask` and `decide`: under which rule; "by hand" is the shipped ones */
        rule: string | null;
      }[];
      /** @description at most 500 of them */
      loses: {
        email: string;
        name: string;
        /** @enum {string} */
        may: 'sign-in' | 'ask' | 'decide' | 'administer' | 'audit';
        /** @description for `ask` and `decide`: which; "*" is every target of the shipped rules */
        target: string | null;
        /** @description for `ask` and `decide`: under which rule; "by hand" is the shipped ones */
        rule: string | null;
      }[];
      gainsInAll: number;
      losesInAll: number;
      terms: {
        rule: string;
        before: string | null;
        after: string | null;
      }[];
      /** @description live grants that end by it, because their holders could not ask for them any more */
      ends: {
        /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
        grantId: string;
        email: string;
        target: string;
        /** @description seconds since 1970-01-01T00:00:00Z */
        endsAt: number;
      }[];
    };
    Change: {
      /** @example chg_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      /** @enum {string} */
      state: 'proposed' | 'approved' | 'denied' | 'withdrawn' | 'applied' | 'stopped' | 'expired';
      proposer: components['schemas']['PersonRef'];
      /** @description in the proposer’s words */
      reason: string;
      /** @description seconds since 1970-01-01T00:00:00Z */
      proposedAt: number;
      /** @description seconds since 1970-01-01T00:00:00Z */
      expiresAt: number;
      baseRevision: number;
      /** @description how many it has */
      operations: number;
      /** @description send it with your decision: it binds the decision to what you saw */
      digest: string;
      needsSecondPerson: boolean;
      approver: components['schemas']['PersonRef'] | null;
      /** @description null while it is open */
      ended: {
        by: components['schemas']['PersonRef'];
        /** @description seconds since 1970-01-01T00:00:00Z */
        at: number;
        code: string | null;
        detail: string | null;
      } | null;
      /** @description what it would do by what is there now; null when it cannot be carried out any more */
      effects: components['schemas']['ChangeEffects'] | null;
    };
    ChangesPage: {
      changes: components['schemas']['Change'][];
      next: string | null;
    };
    ChangeOperations: {
      operations: components['schemas']['ConfigurationOperation'][];
      inWords: string[];
      next: number | null;
    };
    ChangeProgress: {
      change: components['schemas']['Change'];
      /** @description how many operations are carried out */
      done: number;
      /** @description one-time codes of people that this call added; shown now and never again */
      enrolments: {
        email: string;
        name: string;
        enrolment: components['schemas']['Enrolment'];
      }[];
    };
    EntriesPage: {
      entries: components['schemas']['Entry'][];
      /** @description what lies under these ids is not an entry as it was written: a reason for alarm */
      unreadable: string[];
      next: string | null;
    };
    Entry: {
      /** @example ent_01jd4zv2t0e9xbk8ng5w1m3c7r */
      id: string;
      /** @description seconds since 1970-01-01T00:00:00Z */
      at: number;
      actor:
        | {
            /** @constant */
            kind: 'person';
            /** @example usr_01jd4zv2t0e9xbk8ng5w1m3c7r */
            id: string;
          }
        | {
            /** @constant */
            kind: 'system';
            /** @enum {string} */
            name: 'workflow' | 'sweeper' | 'leaver' | 'bootstrap' | 'slack' | 'issuer' | 'vault';
          }
        | {
            /** @constant */
            kind: 'anonymous';
          };
      /** @description the sign-in (`sid`) under which it was done */
      signInId: string | null;
      /**
       * @description what was done or refused
       * @example request.create
       */
      action: string;
      /** @description the id of the person, group, target or request it was done to */
      subject: string | null;
      targetId: string | null;
      grantId: string | null;
      /** @enum {string} */
      outcome: 'allowed' | 'denied' | 'failed';
      /** @description ids of the policies that decided, or the refusal code */
      reasons: string[];
      /** @description the id of the HTTP request that led to it; `x-request-id` of its answer */
      correlationId: string;
      address: string | null;
      /** @description ids, numbers and codes that belong to the action */
      facts: {
        [key: string]: string | number | boolean | null;
      };
    };
    Problem: {
      /** @description urn:sallyport:problem:<code> */
      type: string;
      title: string;
      status: number;
      detail: string;
      /** @enum {string} */
      code:
        | 'invalid_request'
        | 'invalid_token'
        | 'insufficient_user_authentication'
        | 'not_permitted'
        | 'not_eligible'
        | 'own_request'
        | 'cross_site'
        | 'not_found'
        | 'unknown_route'
        | 'still_needed'
        | 'already_exists'
        | 'request_not_pending'
        | 'request_changed'
        | 'grant_not_active'
        | 'target_in_use'
        | 'target_unusable'
        | 'already_bootstrapped'
        | 'person_disabled'
        | 'last_administrator'
        | 'too_many'
        | 'configuration_changed'
        | 'change_not_open'
        | 'second_person_needed'
        | 'no_value'
        | 'credential_unusable'
        | 'credential_in_use'
        | 'rotation_under_way'
        | 'lease_needed'
        | 'not_revealable'
        | 'already_revealed'
        | 'rule_unusable'
        | 'conflict'
        | 'expired'
        | 'body_too_large'
        | 'unsupported_media_type'
        | 'duration_not_allowed'
        | 'throttled'
        | 'cannot_record'
        | 'unavailable';
      /** @description quote it when you ask for help; logs and audit entries carry it */
      requestId: string;
      errors?: {
        path: string;
        message: string;
      }[];
      /** @description ids of the policies that decided */
      reasons?: string[];
      /** @description what a new sign-in must bring (RFC 9470) */
      obligation?: {
        acrValues: string;
        maxAgeSeconds: number;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description it runs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
  getOpenApi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description an OpenAPI 3.1 document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
    };
  };
  listPeople: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PeoplePage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addPerson: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description as others see it */
          name: string;
          /** @description identifies the person at sign-in; upper and lower case do not matter */
          email: string;
        };
      };
    };
    responses: {
      /** @description the person and their enrolment */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PersonAdded'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `already_exists`: It exists already */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readPerson: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the person */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PersonWithRights'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  disablePerson: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the person */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Person'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: The last administrator stays. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  enablePerson: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the person */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Person'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  renewEnrolment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the enrolment */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Enrolment'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `person_disabled`: The person is disabled. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description you */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  endMySignIns: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description they are ended */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignInsEnded'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listGroups: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description all groups */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Groups'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addGroup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @example approvers */
          name: string;
          description: string;
        };
      };
    };
    responses: {
      /** @description the group */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Group'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `already_exists`: It exists already */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readGroup: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the group */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['GroupWithMembers'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addMember: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        personId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description they are in it */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many`: There are too many already. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeMember: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        personId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description they are not in it */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: The last administrator stays. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addEligibility: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        targetId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description they are eligible */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too_many`: There are too many already. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeEligibility: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        targetId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description they are not eligible */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTargets: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TargetsPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  registerTarget: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TargetRegistration'];
      };
    };
    responses: {
      /** @description the target */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Target'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `already_exists`: It exists already. `still_needed`: Something else needs it as it is. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readTarget: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the target */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Target'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkTarget: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description what was found */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TargetCheck'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRequests: {
    parameters: {
      query?: {
        awaiting?: 'me';
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RequestsPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createRequest: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @example tgt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          targetId: string;
          /**
           * @description a whole number of seconds, within the rule
           * @example 1800
           */
          seconds: number;
          /** @description for the approvers to read */
          reason: string;
        };
      };
    };
    responses: {
      /** @description the request, waiting for a decision */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this. `not_eligible`: You are not eligible for this target */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `target_unusable`: The target cannot be lent */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `duration_not_allowed`: The duration is not allowed by the rule */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the request */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  decideRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              decision: 'approve';
              digest: string;
              /** @description less than was asked; absent means all of it */
              seconds?: number;
            }
          | {
              /** @constant */
              decision: 'deny';
              digest: string;
              /** @description for the requester to read */
              reason: string;
            };
      };
    };
    responses: {
      /** @description decided, now or before by you */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Decided'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this. `own_request`: Nobody decides on their own request. `not_eligible`: You are not eligible for this target */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `request_not_pending`: The request is no longer waiting for a decision. `request_changed`: What was asked, or its rule, has changed since you saw it. `target_unusable`: The target cannot be lent. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `duration_not_allowed`: The duration is not allowed by the rule */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelRequest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the request, cancelled */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `request_not_pending`: The request is no longer waiting for a decision. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listGrants: {
    parameters: {
      query?: {
        state?: 'live';
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['GrantsPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readGrant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the grant */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Grant'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  endGrant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description it is ending */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Grant'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `grant_not_active`: The grant is not active. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  lendCredentials: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description what the AWS tools read from a credential_process */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Credentials'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `grant_not_active`: The grant is not active. `target_unusable`: The target cannot be lent. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  lendAccount: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description what a client of the database needs */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountLogin'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `grant_not_active`: The grant is not active. `target_unusable`: The target cannot be lent. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listCredentials: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CredentialsPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readCredential: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the credential */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Credential'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setCredentialValue: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description the fields of its engine, as AWS names them where AWS has names
           * @example {
           *       "username": "orders_a",
           *       "password": "…"
           *     }
           */
          value: {
            [key: string]: string;
          };
          /** @description why; it is in the audit entry */
          reason: string;
        };
      };
    };
    responses: {
      /** @description what came of it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ValueSet'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `credential_in_use`: Somebody holds the credential. `rotation_under_way`: The credential is being changed. `target_unusable`: The target cannot be lent. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rotateCredential: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description why; it is in the audit entry */
          reason: string;
          /**
           * @description "now": somebody who should not know the value may know it
           * @default at-disuse
           * @enum {string}
           */
          retire?: 'at-disuse' | 'now';
        };
      };
    };
    responses: {
      /** @description it is owed, or under way */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Credential'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `no_value`: The credential has no value yet. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reconcileCredential: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description why; it is in the audit entry */
          reason: string;
          /** @default false */
          repair?: boolean;
        };
      };
    };
    responses: {
      /** @description what was found and done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Reconciliation'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `no_value`: The credential has no value yet */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkInCredential: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description why; it is in the audit entry */
          reason: string;
          /** @example grt_01jd4zv2t0e9xbk8ng5w1m3c7r */
          grantId?: string;
        };
      };
    };
    responses: {
      /** @description the credential */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Credential'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkOut: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description you hold it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Lease'];
        };
      };
      /** @description you wait */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Place'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `grant_not_active`: The grant is not active. `target_unusable`: The target cannot be lent. `no_value`: The credential has no value yet. `credential_unusable`: The credential does not log in. `too_many`: There are too many already. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkIn: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description you do not hold it */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CheckedIn'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `target_unusable`: The target cannot be lent. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revealCredential: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description why; it is in the audit entry */
          reason: string;
          /** @description a JWK: EC on P-256 (ECDH-ES+A256KW) or RSA of 2048 to 8192 bits (RSA-OAEP-256), content A256GCM; public parts only */
          publicKey?:
            | {
                kid?: string;
                /** @constant */
                use?: 'enc';
                alg?: string;
                key_ops?: string[];
                ext?: boolean;
                /** @constant */
                kty: 'EC';
                /** @constant */
                crv: 'P-256';
                x: string;
                y: string;
              }
            | {
                kid?: string;
                /** @constant */
                use?: 'enc';
                alg?: string;
                key_ops?: string[];
                ext?: boolean;
                /** @constant */
                kty: 'RSA';
                n: string;
                /** @constant */
                e: 'AQAB';
              };
        };
      };
    };
    responses: {
      /** @description the value; exactly one of `value` and `jwe` is not null */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revealed'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `grant_not_active`: The grant is not active. `target_unusable`: The target cannot be lent. `lease_needed`: The credential is not checked out under this grant. `not_revealable`: No person sees this credential. `already_revealed`: It was shown already. `no_value`: The credential has no value yet. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readConfiguration: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description as it is at this revision */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Configuration'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readConfigurationPeople: {
    parameters: {
      query?: {
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConfigurationPeople'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewChange: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description the revision that the plan was made from */
          baseRevision: number;
          /** @description carried out in this order */
          operations: components['schemas']['ConfigurationOperation'][];
        };
      };
    };
    responses: {
      /** @description what it would do */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeEffects'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `configuration_changed`: The configuration has changed since this was planned */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rule_unusable`: Under such a rule nobody could be granted anything, or too easily */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listChanges: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangesPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  proposeChange: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description the revision that the plan was made from */
          baseRevision: number;
          /** @description carried out in this order */
          operations: components['schemas']['ConfigurationOperation'][];
          reason: string;
        };
      };
    };
    responses: {
      /** @description the change */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Change'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `configuration_changed`: The configuration has changed since this was planned */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rule_unusable`: Under such a rule nobody could be granted anything, or too easily */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the change */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Change'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listChangeOperations: {
    parameters: {
      query?: {
        from?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeOperations'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  decideChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              decision: 'approve';
              digest: string;
            }
          | {
              /** @constant */
              decision: 'deny';
              digest: string;
              reason: string;
            };
      };
    };
    responses: {
      /** @description the change */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Change'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this. `own_request`: Nobody decides on their own request */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `request_changed`: What was asked, or its rule, has changed since you saw it. `change_not_open`: The change is no longer open. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the change */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Change'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `change_not_open`: The change is no longer open. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  applyChange: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description how far it has come */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeProgress'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this. `second_person_needed`: A second person must agree to this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `change_not_open`: The change is no longer open. `configuration_changed`: The configuration has changed since this was planned. `already_exists`: It exists already. `last_administrator`: The last administrator stays. `too_many`: There are too many already. `conflict`: Someone else changed it at the same moment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEntries: {
    parameters: {
      query?: {
        grant?: string;
        from?: string;
        to?: string;
        cursor?: string;
        limit?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EntriesPage'];
        };
      };
      /** @description `invalid_request`: The request is not well formed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_token`: The access token is not valid. `insufficient_user_authentication`: A fresher or stronger sign-in is needed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_permitted`: No policy permits this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unavailable`: Something Sallyport depends on did not answer. `cannot_record`: The audit entry could not be written, so nothing was done */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
