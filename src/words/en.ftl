# Words that belong to no one dialog.

## Language, commands

language-name = English
language-question = <b>Which language do you prefer?</b>
toast-language = English it is
command-tasks = My tasks
command-help = What I can do, or help with this step
command-cancel = Leave the current step
command-language = English or Russian

## Buttons

button-open = 📋 Open
button-accept-now = ✅ Accept now
button-accept-plan = 📅 Start later
button-qualify = 📝 Qualify
button-qualify-continue = ▶️ Qualify
button-complete = 🏁 Complete
button-complete-continue = ▶️ Complete
button-lose = ✖ Close as lost
button-interact = 💬 Interaction
button-interact-continue = ▶️ Interaction
button-record = 💬 Record interaction
button-give-back = ↩️ Undo acceptance
button-reopen = ↩️ Reopen
button-opportunity = 💼 Opportunity
button-history = 🗒 History ({ $count })
button-back-to-history = ‹ History
button-my-tasks = ☰ My tasks
button-done-tasks = ✔️ Done
button-open-tasks = ☰ Open tasks
button-partner = 🏢 Partner
button-back-to-task = ‹ Task
button-language = 🌐 Language
button-continue = ▶️ { $dialog }: { $title }
button-back = ‹ Back
button-help = ❔ Help
button-cancel = ✕ Cancel
button-later = 🕒 Later
button-discard = 🗑 Discard
button-keep-editing = ✏️ Keep editing
button-previous = ‹
button-next = ›

## Names

dialog-name-accept = Start later
dialog-name-qualify = Qualify
dialog-name-complete = Complete
dialog-name-partner = Partner
dialog-name-lose = Close as lost
dialog-name-interact = Interaction
field-terms = Terms of sale
field-budget = Budget
field-currency = Currency
field-probability = Probability
field-channel = Channel
field-source = Source
field-lost-reason = Lost reason
field-lost-comment = Comment
field-competitor = Competitor
field-revive-on = Come back on
role-rep = sales rep
role-manager = manager
role-admin = administrator
status-in-progress = in progress
status-qualified = qualified
status-won = won
status-lost = lost
importance-low = low
importance-normal = normal
importance-high = high
kind-call = Call
kind-meeting = Meeting
kind-email = Email
kind-message = Message
kind-note = Note
outcome-reached = Reached
outcome-no-answer = No answer
outcome-call-back = Asked to call back
outcome-not-interested = Not interested
file-photo = photo
file-voice = voice message
file-document = document
file-audio = audio
file-video = video
file-count =
    { $count ->
        [one] 📎 { $count } file
       *[other] 📎 { $count } files
    }
partner-customer = customer
partner-prospect = prospect
value-none = —
value-unknown-item = no longer in the catalogue
moment-yesterday = yesterday, { $time }
moment-today = today, { $time }
moment-tomorrow = tomorrow, { $time }

## Strangers and newcomers

stranger =
    This bot is for invited members of a sales team.

    If you should be one of them, ask your manager for a personal invite link.
welcome =
    <b>Welcome, { $name }!</b>

    I bring you the tasks that fall due and help you qualify each opportunity, a tap at a time. What you enter is kept: stop anywhere, come back any time.
help =
    <b>What I do</b>
    • I send you each task when it falls due.
    • <b>Accept</b> it now or plan the start.
    • <b>Qualify</b> the opportunity: terms, budget, probability, channel, source.
    • <b>Interaction</b>: record calls, meetings and messages; I remind you of what was agreed.
    • <b>Complete</b> the task; then the quotation is the next task.
    • <b>Close as lost</b>, with a reason; it can be reopened.

    /tasks – my tasks
    /cancel – leave a step
    /language – English or Russian

    You can stop anywhere: I remember.

## Task

task-head =
    <b>{ $task }</b>
    { $title } · { $partner }
task-due = ⏰ Due: <b>{ $due }</b>
task-due-overdue = 🔴 Overdue: <b>{ $due }</b>
task-importance = Importance: { $importance }
task-accepted = ✅ You accepted it, start: { $start }
task-accepted-planned = 📅 You accepted it, planned start: { $start }
task-accepted-by-somebody-else = 👤 A colleague accepted it, start: { $start }
task-done = 🏁 Done: <b>{ $at }</b>
task-cancelled = ✕ Cancelled
task-instructions = <blockquote>{ $instructions }</blockquote>
task-results = Results: <i>{ $results }</i>
completed =
    🏁 <b>Completed: { $task }</b>
    { $title } · { $partner }
    Status of the opportunity: <b>{ $status }</b>
completed-next =
    Next: <b>{ $task }</b>
    Performer: { $performer }
    Due: { $due }
lost =
    ✖ <b>Closed as lost</b>
    { $title } · { $partner }
reopened =
    ↩️ <b>Reopened</b>
    { $title } · { $partner }
    Status of the opportunity: <b>{ $status }</b>
reopened-task =
    Back on the list: <b>{ $task }</b>
    Due: { $due }

## Notices

notice-assigned =
    🆕 <b>New task: { $task }</b>
    { $title } · { $partner }
    Due: { $due }
notice-due =
    ⏰ <b>Due { $due }: { $task }</b>
    { $title } · { $partner }
notice-overdue =
    🔴 <b>Overdue since { $due }: { $task }</b>
    { $title } · { $partner }

notice-follow-up =
    🔔 <b>Reminder: { $title }</b>
    { $partner }
notice-follow-up-agreed = Agreed: <b>{ $agreed }</b>
notice-follow-up-noted = You noted: <i>{ $noted }</i>
notice-follow-up-last = Last: { $kind }, { $when }

## My tasks

tasks-none =
    <b>My tasks</b>
    Nothing is open. 🎉 I will write when something comes.
tasks-head = <b>My tasks</b> ({ $count })
tasks-overdue = 🔴 { $count } overdue
tasks-today = 🟡 { $count } today
tasks-later = ⚪️ { $count } later
tasks-done-head =
    { $count ->
        [0] <b>Done</b>: nothing yet
        [one] <b>Done</b>: { $count } task
       *[other] <b>Done</b>: { $count } tasks
    }
tasks-entry =
    <b>{ $place }.</b> { $title } · { $partner }
    { $task }, { $due }
tasks-entry-high =
    <b>{ $place }.</b> ❗️ { $title } · { $partner }
    { $task }, { $due }
tasks-entry-overdue =
    <b>{ $place }.</b> 🔴 { $title } · { $partner }
    { $task }, { $due }
tasks-entry-done =
    <b>{ $place }.</b> ✔️ { $title } · { $partner }
    { $task }, { $due }

## Opportunity

opportunity-head =
    <b>{ $title }</b>
    { $partner } ({ $kind })
    Status: { $status } · Owner: { $owner }
opportunity-contact = 👤 { $contact }
opportunity-ways = ☎️ { $ways }
opportunity-line = { $field }: <b>{ $value }</b>
opportunity-description = <i>{ $description }</i>

## Interactions

interaction-line = { $sign } { $day }
interaction-line-with = { $sign } { $day } · { $contact }
interaction-text = <i>{ $text }</i>
interactions-head =
    <b>Interactions</b> ({ $count })
    { $title } · { $partner }
interactions-none =
    <b>Interactions</b>
    { $title } · { $partner }

    Nothing is recorded yet.
interaction-head =
    <b>{ $kind }</b> · { $when }
    { $title } · { $partner }
interaction-outcome = Outcome: { $outcome }
interaction-with = With: { $contact }
interaction-author = Recorded by: { $author }
interaction-next-step = Next step: <b>{ $next }</b>
interaction-follow-up = Reminder: { $at }
interaction-file = 📎 { $file }
interaction-part = Part { $part } of { $parts }

## Answers of the engine

dialog-tap-please = ⚠️ Please tap one of the buttons below.
dialog-not-this-kind = ⚠️ I cannot use that here. Please tap a button or type an answer.
dialog-began-again = ℹ️ This dialog has been improved since you began, so it starts again.
dialog-discard-question =
    <b>Discard what you entered?</b>
    { $title }
nothing-waits = I am not waiting for an answer right now. Open a task and tap what you want to do.
nothing-waits-but-unfinished = I am not waiting for an answer right now. You have something unfinished:
trouble = ⚠️ Something failed on our side, and your last message or tap was not applied. The administrator has been told. Please try again.
toast-card-was-old = That card was old; here is the present one.
toast-step-finished = Done already.
toast-parked = Kept for later
toast-discarded = Discarded
toast-accepted = Accepted
toast-given-back = Acceptance undone
toast-completed = Completed 🎉
toast-lost = Closed as lost
toast-reopened = Reopened
toast-recorded = Recorded
toast-recorded-reminder = Recorded. I will remind you: { $at }
toast-saved =
    { $count ->
        [0] Nothing changed
        [one] Saved: { $count } change
       *[other] Saved: { $count } changes
    }

## Refusals

refusal-not-yours = This task is no longer yours. Here are your tasks.
refusal-task-done = This task has been completed already.
refusal-task-cancelled = This task has been cancelled.
refusal-already-accepted = You have accepted it already.
refusal-accepted-by-somebody-else = A colleague has accepted it.
refusal-not-accepted = The task is not accepted, so there is nothing to undo.
refusal-start-in-the-past = The start cannot be in the past.
refusal-start-after-due = The start cannot be after the due date. Choose an earlier one.
refusal-completed-in-the-future = The date of completion cannot be in the future.
refusal-no-results = Please write what came of it.
refusal-too-long = That is too long: at most { $most } characters.
refusal-qualification-incomplete = Something is still missing for a qualification.
refusal-opportunity-closed = This opportunity is closed and cannot be changed.
refusal-happened-in-the-future = An interaction cannot be in the future. Change the date.
refusal-follow-up-in-the-past = The reminder must be in the future. Choose a later one.
refusal-nothing-learned = Please write what was learned, or send a file.
refusal-too-many-files =
    { $most ->
        [one] There is room for { $most } file only.
       *[other] There is room for { $most } files only.
    }
refusal-no-such-item = That one is not in the list any more. Choose another.
refusal-not-your-opportunity = This opportunity belongs to somebody else.
refusal-no-lost-reason = Choose a reason first.
refusal-comment-required = This reason says too little alone. Please write a comment.
refusal-revive-not-in-the-future = The day to come back must be in the future.
refusal-not-lost = This opportunity is not lost, so there is nothing to reopen.
refusal-dialog-ended = That step has ended. Open the task to go on.
refusal-not-typed = Please type a value, or tap a button.
refusal-tax-id-checksum = That is not a valid INN: the check digits do not match. Please check it.
refusal-tax-id-form = That is neither an INN (10 or 12 digits) nor an EU VAT number (like DE123456789).
refusal-site-form = That does not look like a web site. Type for example: example.com.

## Dates

moment-not-understood = ⚠️ I did not understand “{ $typed }”. Type for example: tomorrow 15:00, fri 10am, 25.12.
moment-no-such-date = ⚠️ There is no such date: “{ $typed }”.
moment-no-such-time = ⚠️ There is no such time: “{ $typed }”.
moment-in-the-past = ⚠️ “{ $typed }” is in the past.
moment-in-the-future = ⚠️ “{ $typed }” is in the future.
moment-too-far = ⚠️ “{ $typed }” is more than five years away.

## Money

money-not-a-number = ⚠️ “{ $typed }” is not an amount. Type for example: 450000, 450k, 1.2m, € 20k.
money-negative = ⚠️ A budget cannot be negative. Type for example: 450000.
money-zero = ⚠️ The budget must be more than zero. Tap Skip if it is not known yet.
money-too-large = ⚠️ “{ $typed }” is more than I can keep. The most is 999,999,999,999.99.
money-too-many-decimals =
    { $allowed ->
        [0] ⚠️ This currency has no decimals. Type a whole amount.
       *[other] ⚠️ At most { $allowed } decimals, please.
    }
money-two-numbers = ⚠️ I see more than one number in “{ $typed }”. Type one amount.
money-unknown-currency = ⚠️ I do not know the currency “{ $word }”. Use a code such as RUB, USD or EUR.
