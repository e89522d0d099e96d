lose-reason =
    <b>Why was the opportunity lost?</b>
    { $title } · { $partner }
lose-sub-reason =
    <b>{ $reason }: what exactly?</b>
    { $title } · { $partner }
lose-ask = Tap a reason, or type a part of its name.
lose-ask-paged = Tap a reason, or type a part of its name. Page { $page } of { $pages }.
lose-ask-empty = There is no reason to choose from yet. Ask your administrator.
lose-nothing-found = ⚠️ No reason contains “{ $typed }”. Type another part of the name, or tap one.
lose-narrowed =
    { $count ->
        [one] 🔎 “{ $typed }”: one found.
       *[other] 🔎 “{ $typed }”: { $count } found.
    }
lose-comment =
    <b>A comment on the loss</b>
    { $title } · { $partner }

    Write what the next one should know.
lose-comment-required =
    <b>This reason needs a comment</b>
    { $title } · { $partner }

    Write in a sentence what happened.
lose-competitor =
    <b>Who got the sale?</b>
    { $title } · { $partner }

    Type the competitor’s name.
lose-revive =
    <b>When to come back to it?</b>
    { $title } · { $partner }

    A task for { $owner } is made for that day. Tap, or type: <i>15.03</i>, <i>in 2 months</i>
lose-now = Now: <b>{ $value }</b>
lose-chip-month = 1 month
lose-chip-quarter = 3 months
lose-chip-half-year = 6 months
lose-summary =
    <b>Close as lost?</b>
    { $title } · { $partner }
lose-button-save = ✖ Close as lost
lose-button-details = ✏️ Details
lose-button-all = Show all
lose-button-remove = 🗑 Remove
lose-help-reason = ℹ️ A reason is required. Tap one, or type a part of its name; more precise ones are found too.
lose-help-sub-reason = ℹ️ Tap what fits best, or close with the reason as it is. Details adds a comment, the competitor and a day to come back.
lose-help-comment = ℹ️ In your own words, up to 4,096 characters. Some reasons say too little without it.
lose-help-competitor = ℹ️ Optional. The company that got the sale, or what they chose instead.
lose-help-revive = ℹ️ Optional. On that day the owner of the opportunity gets a task to come back to it. Typed dates are understood in English and Russian.
lose-help-summary = ℹ️ “Close as lost” ends the open tasks of the opportunity. It can be reopened later, and they come back.
