partner-summary = <b>Партнёр: { $partner }</b>
partner-line = { $field }: <b>{ $after }</b>
partner-line-edited = { $field }: <s>{ $before }</s> → <b>{ $after }</b>
partner-field-customer = Клиент
partner-field-legal-name = Юр. название
partner-field-tax-id = ИНН / VAT
partner-field-industry = Отрасль
partner-field-size = Размер
partner-field-site = Сайт
partner-field-address = Адрес
partner-field-note = Примечание
partner-button-tick = ☐ Клиент
partner-button-untick = ☑ Клиент
partner-button-save =
    { $count ->
        [0] ✅ Готово
       *[other] ✅ Сохранить
    }
partner-button-clear = 🗑 Оставить пустым
partner-button-mine = Моё: { $value }
partner-button-theirs = Записанное: { $value }
partner-ask =
    <b>{ $field }</b>
    { $partner }

    Напишите, не больше { $most } символов.
partner-now = Сейчас: <b>{ $value }</b>
partner-conflict =
    <b>{ $field }: значение тем временем изменили</b>
    { $partner }

    Вы ввели: <b>{ $mine }</b>
    Записано сейчас: <b>{ $theirs }</b>

    Что оставить?
partner-help-summary = ℹ️ Партнёр сначала потенциальный клиент; клиентом его делает флажок. Ничего не записано, пока вы не сохраните.
partner-help-tax-id = ℹ️ ИНН (10 или 12 цифр, проверяется по контрольным цифрам) или номер НДС Евросоюза с буквами страны, например DE123456789.
partner-help-ask = ℹ️ Напишите значение. «Назад» оставит как есть.
partner-help-conflict = ℹ️ Пока вы редактировали, коллега записал другое значение. Выберите верное.
