complete-blocked =
    <b>Not ready to complete</b>
    { $title }

    { $count ->
        [one] One thing is missing:
       *[other] { $count } things are missing:
    }
    { $missing }

    Tap one to fill it in.
complete-results =
    <b>What came of it?</b>
    { $title }

    Tap a result or write your own.
complete-results-now = So far: <i>{ $results }</i>
complete-suggest-ready = 👍 Ready for a quotation
complete-suggest-ready-text = Need, budget and terms are clear; ready for a quotation.
complete-suggest-asked = 📨 Quotation requested
complete-suggest-asked-text = The customer asked for a quotation.
complete-suggest-sent = 📨 Quotation sent
complete-suggest-sent-text = The quotation was sent to the contact.
complete-suggest-no-need = 💤 No need at present
complete-suggest-no-need-text = The contact was asked; there is no need at present.
complete-when =
    <b>When was it done?</b>
    { $title }

    Tap, or type: <i>yesterday 15:00</i>, <i>20.11</i>
complete-chip-now = Now
complete-chip-an-hour-ago = An hour ago
complete-chip-yesterday = Yesterday
complete-when-now = now
complete-summary =
    <b>Complete the task?</b>
    { $task } · { $title }

    Results: <i>{ $results }</i>
    Date of completion: <b>{ $when }</b>
complete-button-save = 🏁 Completed
complete-button-results = ✏️ Results
complete-button-when = ✏️ Date
complete-help-blocked = ℹ️ A qualified opportunity has terms, budget, probability, channel and source. Each button opens its question; then you come back here.
complete-help-results = ℹ️ Write the deliverables or what was achieved, in your own words, up to 4,096 characters.
complete-help-when = ℹ️ Now or earlier; a date in the future is not taken.
complete-help-summary = ℹ️ “Completed” ends the task, qualifies the opportunity and gives out the next task of the process.
