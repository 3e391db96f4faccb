package kind

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	accountsdk "github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An alias is the name by which people sign in to the master account. An
// account has one; a new one takes the old one's place.
var alias = define[aliasBody]{
	name: "alias",
	in:   master,

	want: func(w *Wish, _ string, put func(string, aliasBody)) {
		if w.Org.Master.Alias != "" {
			put("sign-in", aliasBody{w.Org.Master.Alias})
		}
	},
	have: func(s *Sight, put func(string, aliasBody)) {
		if s.Org.Master.Alias != "" && s.Alias != "" {
			put("sign-in", aliasBody{s.Alias})
		}
	},
	create: func(ctx context.Context, in *cloud.Account, _ string, b aliasBody) error {
		_, err := in.IAM.CreateAccountAlias(ctx, &iam.CreateAccountAliasInput{AccountAlias: &b.Alias})
		return err
	},
	update: func(ctx context.Context, in *cloud.Account, _ string, c Update[aliasBody]) error {
		_, err := in.IAM.CreateAccountAlias(ctx, &iam.CreateAccountAliasInput{AccountAlias: &c.After.Alias})
		return err
	},
	why: func(b aliasBody) string { return b.Alias },
}.kind()

type aliasBody struct {
	Alias string `json:"alias"`
}

// A passwordpolicy says what people's passwords must be like. AWS knows no
// partial update: all of it is written each time.
var passwordpolicy = define[passwordBody]{
	name: "passwordpolicy",
	in:   master,

	want: func(w *Wish, _ string, put func(string, passwordBody)) {
		if p := w.Org.Master.PasswordPolicy; p != nil {
			put("people", passwordBody{p.MinLength, slices.Sorted(slices.Values(p.Require)), p.Reuse, p.MaxAgeDays})
		}
	},
	have: func(s *Sight, put func(string, passwordBody)) {
		p := s.PasswordPolicy
		if s.Org.Master.PasswordPolicy == nil || p == nil {
			return
		}
		b := passwordBody{int(aws.ToInt32(p.MinimumPasswordLength)), []string{}, int(aws.ToInt32(p.PasswordReusePrevention)), int(aws.ToInt32(p.MaxPasswordAge))}
		for sort, on := range map[string]bool{"lowercase": p.RequireLowercaseCharacters, "uppercase": p.RequireUppercaseCharacters, "numbers": p.RequireNumbers, "symbols": p.RequireSymbols} {
			if on {
				b.Require = append(b.Require, sort)
			}
		}
		slices.Sort(b.Require)
		put("people", b)
	},
	create: putPasswordPolicy,
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[passwordBody]) error {
		return putPasswordPolicy(ctx, in, name, c.After)
	},
}.kind()

type passwordBody struct {
	MinLength  int      `json:"min_length"`
	Require    []string `json:"require"`
	Reuse      int      `json:"reuse_prevention"`
	MaxAgeDays int      `json:"max_age_days"`
}

func putPasswordPolicy(ctx context.Context, in *cloud.Account, _ string, b passwordBody) error {
	has := func(sort string) bool { return slices.Contains(b.Require, sort) }
	policy := &iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength:      aws.Int32(int32(b.MinLength)),
		RequireLowercaseCharacters: has("lowercase"), RequireUppercaseCharacters: has("uppercase"),
		RequireNumbers: has("numbers"), RequireSymbols: has("symbols"), AllowUsersToChangePassword: true,
	}
	if b.Reuse > 0 {
		policy.PasswordReusePrevention = aws.Int32(int32(b.Reuse))
	}
	if b.MaxAgeDays > 0 {
		policy.MaxPasswordAge = aws.Int32(int32(b.MaxAgeDays))
	}
	_, err := in.IAM.UpdateAccountPasswordPolicy(ctx, policy)
	return err
}

// A contact is whom AWS writes to about an account, beside its root user's
// email: the same people for every account.
var contact = define[contactBody]{
	name: "contact",
	in:   everywhere,

	want: func(w *Wish, _ string, put func(string, contactBody)) {
		for _, sort := range w.contacts() {
			c := w.Org.Organization.Contacts[sort]
			put(sort, contactBody{c.Name, c.Title, c.Email, c.Phone})
		}
	},
	have: func(s *Sight, put func(string, contactBody)) {
		if !s.Names.Declares(s.Account) {
			return
		}
		for sort, c := range s.Contacts {
			put(sort, contactBody{aws.ToString(c.Name), aws.ToString(c.Title), aws.ToString(c.EmailAddress), aws.ToString(c.PhoneNumber)})
		}
	},
	create: putContact,
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[contactBody]) error {
		return putContact(ctx, in, name, c.After)
	},
	needs: func(*Wish, engine.Address, contactBody) []engine.Address {
		return []engine.Address{at("service", accountManagement)}
	},
	why: func(b contactBody) string { return b.Email },
}.kind()

type contactBody struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Email string `json:"email"`
	Phone string `json:"phone"`
}

func (w *Wish) contacts() []string { return slices.Sorted(maps.Keys(w.Org.Organization.Contacts)) }

func putContact(ctx context.Context, in *cloud.Account, name string, b contactBody) error {
	c := &accountsdk.PutAlternateContactInput{
		AlternateContactType: accounttypes.AlternateContactType(strings.ToUpper(name)),
		Name:                 &b.Name, Title: &b.Title, EmailAddress: &b.Email, PhoneNumber: &b.Phone,
	}
	if in.Name != cloud.Master { // AWS refuses the master account's own id here
		c.AccountId = &in.ID
	}
	_, err := in.Cloud.Contacts.PutAlternateContact(ctx, c)
	return err
}
