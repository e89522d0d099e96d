interact-ask =
    <b>{ $question }</b>
    { $title } · { $partner }
interact-now = Now: <b>{ $value }</b>
interact-ask-kind = What do you want to record?
interact-ask-outcome = What came of the call?
interact-ask-try-again = No answer. When to try again?
interact-how-try-again = Tap and it is recorded, with a reminder; or type a date: <i>fri 10am</i>
interact-ask-learned = What was learned?
interact-how-learned = Type it; send photos, voice messages or documents; or forward their messages.
interact-how-learned-anew = Type it anew. To add to it instead, go back and write there.
interact-ask-when = When was it?
interact-how-when = Tap, or type: <i>yesterday 15:00</i>, <i>20.11</i>
interact-when-now = now
interact-ask-with = With whom?
interact-how-with = Tap one, or type a part of the name.
interact-how-with-none = No contact is known here yet.
interact-ask-next-step = What comes next?
interact-how-next-step = Type what was agreed, up to 500 characters.
interact-type-next-step = ⚠️ Please type what comes next.
interact-ask-follow-up = When should I remind you?
interact-ask-call-back = When to call back?
interact-how-follow-up = Tap, or type: <i>fri 10am</i>, <i>in 2 hours</i>, <i>25.12 15:00</i>
interact-ask-files = Which file to take out?
interact-how-files = Tap it. To add files, just send them.
interact-summary =
    <b>{ $kind }</b>
    { $title } · { $partner }
interact-line = { $field }: <b>{ $value }</b>
interact-field-kind = Kind
interact-field-outcome = Outcome
interact-field-learned = What was learned
interact-field-when = When
interact-field-with = With
interact-field-next-step = Next step
interact-field-follow-up = Reminder
interact-field-files = Files
interact-own-no-answer = No answer.
interact-own-call-back = Asked to be called back.
interact-own-not-interested = Not interested.
interact-chip-soon = In 3 working hours ({ $at })
interact-chip-next-morning = ☀️ { $at }
interact-chip-in-three-days = 3 days: { $day }
interact-chip-in-a-week = 1 week: { $day }
interact-chip-now = Now
interact-chip-an-hour-ago = An hour ago
interact-chip-yesterday = Yesterday
interact-button-save = ✅ Save
interact-button-enough = ✔️ That is all
interact-button-details = ✏️ Details
interact-button-never = 🔕 No reminder
interact-button-nobody = Nobody
interact-button-all = Show all
interact-button-remove = 🗑 Remove
interact-button-no-reminder = 🔕 No reminder
interact-attached =
    { $count ->
        [one] 📎 Attached; { $count } file now.
       *[other] 📎 Attached; { $count } files now.
    }
interact-added = ➕ Added to what was learned.
interact-forwarded = ↪️ Added: { $from }, { $time }.
interact-forwarded-line = { $from }, { $time }: { $text }
interact-somebody = somebody
interact-no-room = ⚠️ That does not fit any more: at most { $most } characters in all. Save this, and record the rest as another one.
interact-nobody-found = ⚠️ No contact's name contains “{ $typed }”. Type another part of it, or tap one.
interact-narrowed =
    { $count ->
        [one] 🔎 “{ $typed }”: one found.
       *[other] 🔎 “{ $typed }”: { $count } found.
    }
interact-help-kind = ℹ️ Tap the kind. Forwarded messages need no tap: send them here, several in one go, and they become one interaction.
interact-help-outcome = ℹ️ Reached means that you talked. After “no answer” I remind you to try again; “Asked to call back” asks when.
interact-help-try-again = ℹ️ One tap records the call and sets the reminder, within working hours. Details shows everything before it is recorded.
interact-help-learned = ℹ️ Up to 4,096 characters in your own words. Photos, voice messages, audio, videos and documents attach by sending them, up to 20.
interact-help-when = ℹ️ Now or earlier; a date in the future is not taken.
interact-help-with = ℹ️ The people known at the partner's. Nobody stands for a note, or for somebody who is not listed.
interact-help-next-step = ℹ️ What was agreed. You can have me remind you of it on a day.
interact-help-follow-up = ℹ️ I will remind you once, unless you record something newer on this opportunity first.
interact-help-files = ℹ️ Each button takes one file out. The file itself stays in the chat.
interact-help-summary = ℹ️ Nothing is stored until you save. Each button changes one line; what you write, forward or send here is added.
