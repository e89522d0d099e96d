partner-summary = <b>Partner: { $partner }</b>
partner-line = { $field }: <b>{ $after }</b>
partner-line-edited = { $field }: <s>{ $before }</s> → <b>{ $after }</b>
partner-field-customer = Customer
partner-field-legal-name = Legal name
partner-field-tax-id = Tax id
partner-field-industry = Industry
partner-field-size = Size
partner-field-site = Site
partner-field-address = Address
partner-field-note = Note
partner-button-tick = ☐ Customer
partner-button-untick = ☑ Customer
partner-button-save =
    { $count ->
        [0] ✅ Done
       *[other] ✅ Save
    }
partner-button-clear = 🗑 Leave empty
partner-button-mine = Mine: { $value }
partner-button-theirs = Stored: { $value }
partner-ask =
    <b>{ $field }</b>
    { $partner }

    Type it, up to { $most } characters.
partner-now = Now: <b>{ $value }</b>
partner-conflict =
    <b>{ $field } was changed meanwhile</b>
    { $partner }

    You entered: <b>{ $mine }</b>
    Stored now: <b>{ $theirs }</b>

    Which one should be kept?
partner-help-summary = ℹ️ A partner starts as a prospect and becomes a customer by the check box. Nothing is stored until you save.
partner-help-tax-id = ℹ️ A Russian INN (10 or 12 digits, checked by its check digits) or an EU VAT number with its country's letters, like DE123456789.
partner-help-ask = ℹ️ Type the value. Back leaves it as it is.
partner-help-conflict = ℹ️ A colleague stored another value while you were editing. Pick the one that is right.
